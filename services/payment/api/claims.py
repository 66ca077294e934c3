"""API: claims, and the lawyer's own statement of what, why and when."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.payment.api.claim_bodies import ClaimOut, VoidIn
from services.payment.domain.claims import (
    Claim,
    ClaimNotFound,
    ClaimState,
    PayeeJudgesOwnClaim,
)
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.queries.claims import CLAIM_ORDER, claims, own_claims
from services.payment.store.claims import Claims, claim_of
from services.payment.usecases.approve_claim import approve_claim
from services.payment.usecases.void_claim import void_claim
from shared.db.transaction import Transaction
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/payment/v1", tags=["claims"])

READERS = {"finance_preparer", "finance_reviewer", "finance_approver", "cashier", "agency_head"}


class ClaimQuery(PageQuery):
    state: ClaimState | None = None
    matter_id: UUID | None = None
    provider_id: UUID | None = None


@router.get("/claims")
@gate(roles=READERS, reads=True)
async def list_claims(query: Annotated[ClaimQuery, Query()], tx: Tx) -> Page[ClaimOut]:
    """List the claims of your agency, oldest first."""
    found = claims(tx, state=query.state, matter_id=query.matter_id, provider_id=query.provider_id)
    return await page(
        tx,
        found,
        query,
        order=CLAIM_ORDER,
        item=lambda row: ClaimOut.of(claim_of(row), tx.actor.roles),
    )


@router.get("/claims/{claim_id}")
@gate(roles=READERS | {"provider"}, reads=True, refuses=(ClaimNotFound,))
async def read_claim(claim_id: UUID, tx: Tx) -> ClaimOut:
    """Read one claim with its price, explained line by line."""
    claim = await Claims(tx).get(claim_id)
    return ClaimOut.of(_own_part(tx, claim), tx.actor.roles)


@router.post("/claims/{claim_id}/approval")
@gate(
    roles={"finance_reviewer", "agency_head"},
    judges=True,
    refuses=(ClaimNotFound, ActNotAllowedNow, SamePersonActsTwice, PayeeJudgesOwnClaim),
)
async def approve_one_claim(claim_id: UUID, tx: Tx) -> ClaimOut:
    """Approve the price of a claim; not by who assigned, passed the file, or is paid."""
    return ClaimOut.of(await approve_claim(tx, claim_id=claim_id), tx.actor.roles)


@router.post("/claims/{claim_id}/void")
@gate(
    roles={"finance_approver", "agency_head"},
    judges=True,
    refuses=(CodeUnknown, ClaimNotFound, ActNotAllowedNow),
)
async def void_one_claim(claim_id: UUID, body: VoidIn, tx: Tx) -> ClaimOut:
    """End a unit without payment on a listed ground; its reservation goes back to the budget."""
    voided = await void_claim(tx, claim_id=claim_id, reason_code=body.reason_code)
    return ClaimOut.of(voided, tx.actor.roles)


@router.get("/statements/me")
@gate(roles={"provider"}, reads=True)
async def read_my_statement(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[ClaimOut]:
    """Read your own subsidies: what for, at which rate and clause, and when each was paid."""
    return await page(
        tx,
        own_claims(tx),
        query,
        order=CLAIM_ORDER,
        item=lambda row: ClaimOut.of(claim_of(row), tx.actor.roles),
    )


def _own_part(tx: Transaction, claim: Claim) -> Claim:
    """A lawyer reads the own claim only, whatever else the lawyer's organization may see."""
    agency = not tx.actor.roles.isdisjoint(READERS)
    if agency or claim.unit.provider_subject == tx.actor.subject:
        return claim
    raise ClaimNotFound()
