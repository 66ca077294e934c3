"""API: rate cards, and the ranges that the city set for them."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.payment.api.agency import OrganizationMissing, own_agency
from services.payment.api.rate_bodies import RateEndIn, RateRowIn, RateRowOut, SubsidyRangeOut
from services.payment.domain.rates import (
    RateEndsBeforeToday,
    RateNeedsDocument,
    RateOutsideRange,
    RatePeriodReversed,
    RateRowNotFound,
    RateRowOverlaps,
    RateState,
)
from services.payment.domain.separation import SamePersonActsTwice
from services.payment.queries.rates import RATE_ORDER, ranges, rate_rows
from services.payment.store.rates import RateRows, rate_of
from services.payment.usecases.approve_rate_row import approve_rate_row
from services.payment.usecases.end_rate_row import end_rate_row
from services.payment.usecases.propose_rate_row import propose_rate_row
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/payment/v1", tags=["rates"])

APPROVERS = {"finance_approver", "agency_head"}
READERS = APPROVERS | {"finance_preparer", "finance_reviewer", "cashier"}


class RateQuery(PageQuery):
    kind: str | None = None
    state: RateState | None = None


@router.post("/rate-rows", status_code=201)
@gate(
    roles={"finance_preparer"},
    appends=True,
    refuses=(
        OrganizationMissing,
        CodeUnknown,
        RatePeriodReversed,
        RateOutsideRange,
        RateNeedsDocument,
    ),
)
async def propose_rate(body: RateRowIn, tx: Tx) -> RateRowOut:
    """Propose a dated amount for one kind of work.

    The amount is held against the statutory range of its days (包府发〔2024〕3号 二(三)) and has no
    force until another person approves it.
    """
    row = await propose_rate_row(tx, org_id=own_agency(tx), proposal=body.proposal())
    return RateRowOut.of(row, tx.actor.roles)


@router.post("/rate-rows/{rate_row_id}/approval")
@gate(
    roles=APPROVERS,
    judges=True,
    refuses=(
        RateRowNotFound,
        ActNotAllowedNow,
        SamePersonActsTwice,
        RateOutsideRange,
        RateNeedsDocument,
        RateRowOverlaps,
    ),
)
async def approve_rate(rate_row_id: UUID, tx: Tx) -> RateRowOut:
    """Put a rate row in force; claims that waited for it are priced."""
    return RateRowOut.of(await approve_rate_row(tx, rate_row_id=rate_row_id), tx.actor.roles)


@router.post("/rate-rows/{rate_row_id}/end")
@gate(
    roles=APPROVERS,
    judges=True,
    refuses=(RateRowNotFound, ActNotAllowedNow, RateEndsBeforeToday),
)
async def end_rate(rate_row_id: UUID, body: RateEndIn, tx: Tx) -> RateRowOut:
    """Set the last day of a rate row, so that a successor may begin on the next."""
    row = await end_rate_row(tx, rate_row_id=rate_row_id, last_day=body.last_day)
    return RateRowOut.of(row, tx.actor.roles)


@router.get("/rate-rows/{rate_row_id}")
@gate(roles=READERS, reads=True, refuses=(RateRowNotFound,))
async def read_rate(rate_row_id: UUID, tx: Tx) -> RateRowOut:
    """Read one rate row."""
    return RateRowOut.of(await RateRows(tx).get(rate_row_id), tx.actor.roles)


@router.get("/rate-rows")
@gate(roles=READERS, reads=True)
async def list_rates(query: Annotated[RateQuery, Query()], tx: Tx) -> Page[RateRowOut]:
    """List the rate rows of your agency, oldest first."""
    return await page(
        tx,
        rate_rows(tx, kind=query.kind, state=query.state),
        query,
        order=RATE_ORDER,
        item=lambda row: RateRowOut.of(rate_of(row), tx.actor.roles),
    )


@router.get("/subsidy-ranges")
@gate(roles={"public"}, reads=True, tenant="public")
async def list_ranges(tx: Tx) -> list[SubsidyRangeOut]:
    """Read the ranges that the city set for subsidies; rates are public (司发通〔2019〕27号)."""
    return [SubsidyRangeOut.of(row) for row in await ranges(tx)]
