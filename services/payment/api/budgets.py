"""API: budgets, and the appropriations that fill them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.payment.api.agency import OrganizationMissing, own_agency
from services.payment.api.budget_bodies import (
    YEAR_MAX,
    YEAR_MIN,
    AppropriationIn,
    AppropriationOut,
    BudgetOut,
    ReversalIn,
)
from services.payment.domain.budgets import AppropriationNotFound, BudgetAlreadyUsed
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.policy import CODE_LISTS
from services.payment.queries.budgets import (
    APPROPRIATION_ORDER,
    appropriations,
    balances_by_budget,
    budget_lines,
)
from services.payment.store.budgets import Appropriations, appropriation_of
from services.payment.usecases.approve_appropriation import approve_appropriation
from services.payment.usecases.propose_appropriation import propose_appropriation
from services.payment.usecases.reverse_appropriation import reverse_appropriation
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/payment/v1", tags=["budgets"])

APPROVERS = {"finance_approver", "agency_head"}
READERS = APPROVERS | {"finance_preparer", "finance_reviewer", "cashier"}


@router.post("/appropriations", status_code=201)
@gate(roles={"finance_preparer"}, appends=True, refuses=(OrganizationMissing, CodeUnknown))
async def propose_money(body: AppropriationIn, tx: Tx) -> AppropriationOut:
    """Enter money that a numbered document gives to a budget line; another person approves it."""
    given = await propose_appropriation(tx, org_id=own_agency(tx), proposal=body.proposal())
    return AppropriationOut.of(given, tx.actor.roles)


@router.post("/appropriations/{appropriation_id}/approval")
@gate(
    roles=APPROVERS,
    judges=True,
    refuses=(AppropriationNotFound, ActNotAllowedNow, SamePersonActsTwice),
)
async def approve_money(appropriation_id: UUID, tx: Tx) -> AppropriationOut:
    """Give the money: it enters the ledger and covers commitments that waited for it."""
    given = await approve_appropriation(tx, appropriation_id=appropriation_id)
    return AppropriationOut.of(given, tx.actor.roles)


@router.post("/appropriations/{appropriation_id}/reversal")
@gate(
    roles=APPROVERS,
    judges=True,
    refuses=(
        CodeUnknown,
        AppropriationNotFound,
        ActNotAllowedNow,
        SamePersonActsTwice,
        BudgetAlreadyUsed,
    ),
)
async def reverse_money(appropriation_id: UUID, body: ReversalIn, tx: Tx) -> AppropriationOut:
    """Correct a wrong appropriation by the opposite entry; both stay in the ledger."""
    CODE_LISTS["reversal_reasons"].require(body.reason_code, pointer="/reason_code")
    given = await reverse_appropriation(
        tx, appropriation_id=appropriation_id, reason_code=body.reason_code
    )
    return AppropriationOut.of(given, tx.actor.roles)


@router.get("/appropriations/{appropriation_id}")
@gate(roles=READERS, reads=True, refuses=(AppropriationNotFound,))
async def read_money(appropriation_id: UUID, tx: Tx) -> AppropriationOut:
    """Read one appropriation."""
    return AppropriationOut.of(await Appropriations(tx).get(appropriation_id), tx.actor.roles)


@router.get("/appropriations")
@gate(roles=READERS, reads=True)
async def list_money(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[AppropriationOut]:
    """List the appropriations of your agency, oldest first."""
    return await page(
        tx,
        appropriations(tx),
        query,
        order=APPROPRIATION_ORDER,
        item=lambda row: AppropriationOut.of(appropriation_of(row), tx.actor.roles),
    )


@router.get("/budgets")
@gate(roles=READERS, reads=True)
async def list_budgets(
    tx: Tx, fiscal_year: Annotated[int | None, Query(ge=YEAR_MIN, le=YEAR_MAX)] = None
) -> list[BudgetOut]:
    """Read the budget lines of one or all years: given, free, unfunded, reserved, owed, paid."""
    lines = await budget_lines(tx, fiscal_year=fiscal_year)
    balances = await balances_by_budget(tx, [line.id for line in lines])
    return [BudgetOut.of(line, balances.get(line.id, {})) for line in lines]
