"""HTTP: the deadline board - which statutory clocks run, are near their end, are over, were kept."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_

from shared.db.obligations import APPROACHING, stands_still
from shared.db.tables import obligation
from shared.db.transaction import Transaction
from shared.http.bodies import Answer, Body
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

KEPT_DAYS_DEFAULT = 30
KEPT_DAYS_MAX = 366
GROUPS_MAX = 1_000
WATCHERS = {
    "intake_clerk",
    "reviewer",
    "agency_head",
    "assigner",
    "duty_coordinator",
    "provider",
    "firm_manager",
    "finance_preparer",
    "finance_reviewer",
    "finance_approver",
    "cashier",
    "quality_officer",
    "complaint_officer",
    "bureau_officer",
    "org_admin",
}


class ClockState(StrEnum):
    """Where a clock stands at the instant of asking."""

    RUNNING = "running"
    DUE_SOON = "due_soon"
    OVERDUE = "overdue"
    PAUSED = "paused"
    MET = "met"
    MET_LATE = "met_late"
    CANCELED = "canceled"


class DeadlineQuery(PageQuery):
    state: ClockState | None = None
    code: str | None = Field(default=None, max_length=16)
    owner: str | None = Field(default=None, max_length=80)
    article: str | None = Field(default=None, max_length=80)
    matter_id: UUID | None = None


class SummaryQuery(Body):
    """How far back kept clocks are counted."""

    kept_days: int = Field(default=KEPT_DAYS_DEFAULT, ge=1, le=KEPT_DAYS_MAX)


class DeadlineOut(Answer):
    """``provisional``: a year behind the date is not published yet; ``verified``: its text was read."""

    id: UUID
    subject: str
    matter_id: UUID | None
    org_id: str
    code: str
    article: str
    owner: str
    state: ClockState
    started_at: datetime
    target_at: datetime
    limit_at: datetime
    provisional: bool
    verified: bool
    met_at: datetime | None


class DeadlineCountOut(Answer):
    owner: str
    article: str
    code: str
    state: ClockState
    count: int


class DeadlineSummaryOut(Answer):
    as_of: datetime
    counts: list[DeadlineCountOut]


def deadline_router(service: str) -> ServiceRouter:
    """``GET /<service>/v1/deadlines`` and ``/deadlines/summary`` (S-02)."""
    router = ServiceRouter(prefix=f"/{service}/v1", tags=["deadlines"])

    @router.get("/deadlines")
    @gate(roles=WATCHERS, reads=True)
    async def list_deadlines(query: Annotated[DeadlineQuery, Query()], tx: Tx) -> Page[DeadlineOut]:
        """List the statutory clocks you may see, the nearest limit first."""
        order = (obligation.c.limit_at, obligation.c.id)
        since = obligation.c.started_at
        return await page(
            tx,
            _filtered(tx, query),
            query,
            order=order,
            item=DeadlineOut.model_validate,
            updated=since,
        )

    @router.get("/deadlines/summary")
    @gate(roles=WATCHERS, reads=True)
    async def summarize_deadlines(
        query: Annotated[SummaryQuery, Query()], tx: Tx
    ) -> DeadlineSummaryOut:
        """Count the clocks by owner, article and state.

        All open ones, and those that ended within ``kept_days``.
        """
        rows = (await tx.execute(_counted(tx, query.kept_days))).all()
        counts = [DeadlineCountOut.model_validate(row) for row in rows]
        return DeadlineSummaryOut(as_of=tx.now, counts=counts)

    return router


def _filtered(tx: Transaction, query: DeadlineQuery) -> Select[Any]:
    state = _state(tx.now)
    statement = tx.scoped(obligation, *obligation.c, state.label("state"))
    for name in ("code", "owner", "article", "matter_id"):
        wanted = getattr(query, name)
        if wanted is not None:
            statement = statement.where(obligation.c[name] == wanted)
    if query.state is None:
        return statement
    return statement.where(_in_the_part_of(query.state), state == query.state.value)


def _counted(tx: Transaction, kept_days: int) -> Select[Any]:
    columns = obligation.c
    since = tx.now - timedelta(days=kept_days)
    ended = or_(columns.met_at >= since, columns.canceled_at >= since)
    # Grouped outside, because a CASE with bound values is not the same expression twice.
    each = (
        tx.scoped(
            obligation, columns.owner, columns.article, columns.code, _state(tx.now).label("state")
        )
        .where(or_(_is_open(), ended))
        .subquery()
    )
    groups = (each.c.owner, each.c.article, each.c.code, each.c.state)
    return (
        each.select()
        .with_only_columns(*groups, func.count().label("count"))
        .group_by(*groups)
        .order_by(*groups)
        .limit(GROUPS_MAX)
    )


def _state(now: datetime) -> ColumnElement[str]:
    columns = obligation.c
    return case(
        (columns.canceled_at.is_not(None), literal(ClockState.CANCELED.value)),
        (columns.met_at > columns.limit_at, literal(ClockState.MET_LATE.value)),
        (columns.met_at.is_not(None), literal(ClockState.MET.value)),
        (stands_still(), literal(ClockState.PAUSED.value)),
        (columns.limit_at < now, literal(ClockState.OVERDUE.value)),
        (columns.target_at <= now + APPROACHING, literal(ClockState.DUE_SOON.value)),
        else_=literal(ClockState.RUNNING.value),
    )


def _in_the_part_of(state: ClockState) -> ColumnElement[bool]:
    """Follows from the state itself: leads to the index of what is open, met or canceled."""
    if state is ClockState.CANCELED:
        return obligation.c.canceled_at.is_not(None)
    met = state in (ClockState.MET, ClockState.MET_LATE)
    return obligation.c.met_at.is_not(None) if met else _is_open()


def _is_open() -> ColumnElement[bool]:
    return and_(obligation.c.met_at.is_(None), obligation.c.canceled_at.is_(None))
