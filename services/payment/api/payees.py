"""API: where lawyers' money goes. The lawyer registers the own account, another person verifies."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.payment.api.payee_bodies import PayeeDecisionIn, PayeeIn, PayeeOut
from services.payment.domain.payees import (
    AccountNumberMalformed,
    PayeeNotFound,
    PayeeState,
    ProviderNotKnown,
)
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.queries.payees import PAYEE_ORDER, one_payee, payees
from services.payment.store.payees import opened
from services.payment.usecases.decide_payee import decide_payee
from services.payment.usecases.register_payee import register_payee
from shared.db.transaction import Transaction
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/payment/v1", tags=["payees"])


class PayeeQuery(PageQuery):
    state: PayeeState | None = None


@router.post("/payees", status_code=201)
@gate(roles={"provider"}, appends=True, refuses=(ProviderNotKnown, AccountNumberMalformed))
async def register_account(body: PayeeIn, tx: Tx) -> PayeeOut:
    """Register your own bank account; it counts once a second person has verified it."""
    payee = await register_payee(tx, details=body.details())
    return await _out(tx, await one_payee(tx, payee.id))


@router.get("/payees/me")
@gate(roles={"provider"}, reads=True)
async def list_my_accounts(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[PayeeOut]:
    """List your own accounts, masked."""
    statement = payees(tx, state=None, own=True)
    return await page(tx, statement, query, order=PAYEE_ORDER, item=lambda row: _out(tx, row))


@router.get("/payees")
@gate(roles={"finance_reviewer", "finance_preparer"}, reads=True, tenant="city")
async def list_accounts(query: Annotated[PayeeQuery, Query()], tx: Tx) -> Page[PayeeOut]:
    """List accounts, masked; those in state ``registered`` wait for verification."""
    statement = payees(tx, state=query.state, own=False)
    return await page(tx, statement, query, order=PAYEE_ORDER, item=lambda row: _out(tx, row))


@router.get("/payees/{payee_id}")
@gate(
    roles={"finance_reviewer", "finance_preparer"},
    reads=True,
    tenant="city",
    refuses=(PayeeNotFound,),
)
async def read_account(payee_id: UUID, tx: Tx) -> PayeeOut:
    """Read one account, masked."""
    return await _out(tx, await one_payee(tx, payee_id))


@router.post("/payees/{payee_id}/verification")
@gate(
    roles={"finance_reviewer"},
    judges=True,
    tenant="city",
    refuses=(PayeeNotFound, ActNotAllowedNow, SamePersonActsTwice),
)
async def verify_account(payee_id: UUID, body: PayeeDecisionIn, tx: Tx) -> PayeeOut:
    """Verify or refuse an account as a second person; a verified one replaces the last."""
    await decide_payee(tx, payee_id=payee_id, verified=body.verified)
    return await _out(tx, await one_payee(tx, payee_id))


async def _out(tx: Transaction, row: Any) -> PayeeOut:
    cipher = await tx.vault.cipher(tx, f"provider/{row.provider_id}")
    return PayeeOut.of(row, opened(cipher, row), tx.actor.roles)
