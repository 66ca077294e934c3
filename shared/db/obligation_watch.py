"""Database: what befalls all clocks - announced when near or late, dated again with the calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, not_, select

from shared.db.deadline_facts import ROW_FIELDS, fact_types
from shared.db.obligations import (
    APPROACHING,
    OPEN,
    dates_of,
    due_of,
    load_calendar,
    moved_dates,
    set_obligation,
    stands_still,
)
from shared.db.tables import calendar_year, obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE
from shared.kernel.refusals import Conflict
from shared.kernel.workdays import WorkCalendar

SWEEP_ROWS = 200
RECOMPUTE_ROWS = 500
RECOMPUTE_PAGES_MAX = 400  # 200,000 open clocks, far more than a service ever has at one time

_FIRST_PROVISIONAL = select(func.min(calendar_year.c.year)).where(calendar_year.c.provisional)


class TooManyToRecompute(Conflict):
    """More clocks are open than one import may date again; nothing was changed. Facts: ``limit``."""


@dataclass(frozen=True)
class Moved:
    """One clock that a calendar import dated anew."""

    obligation_id: UUID
    code: str
    limit_was_at: datetime
    limit_at: datetime


async def recompute_obligations(tx: Transaction, year: int) -> list[Moved]:
    """After a calendar import: date the open clocks that touch ``year`` again.

    Each clock that moved leaves a trace on its own audit chain and says where it was and is.
    """
    calendar = await load_calendar(tx)
    touching = and_(
        obligation.c.started_at < _new_year(year + 1), obligation.c.limit_at >= _new_year(year)
    )
    moved: list[Moved] = []
    after: UUID | None = None
    for _ in range(RECOMPUTE_PAGES_MAX):
        query = tx.scoped(obligation).where(touching, *OPEN).order_by(obligation.c.id)
        further = query if after is None else query.where(obligation.c.id > after)
        rows = (await tx.execute(further.limit(RECOMPUTE_ROWS))).all()
        moved += [one for row in rows if (one := await _date_again(tx, row, calendar))]
        if len(rows) < RECOMPUTE_ROWS:
            return moved
        after = rows[-1].id
    raise TooManyToRecompute(limit=RECOMPUTE_PAGES_MAX * RECOMPUTE_ROWS)


async def redate_overtaken(tx: Transaction) -> int:
    """Date again the clocks that were opened while a year was being imported, and so without it.

    They say provisional although no year behind them is. Returns how many there were.
    """
    first = (await tx.execute(_FIRST_PROVISIONAL)).scalar_one()
    settled = [] if first is None else [obligation.c.limit_at <= _new_year(first)]
    query = tx.scoped(obligation).where(obligation.c.provisional, *settled, *OPEN)
    rows = (await tx.execute(query.limit(SWEEP_ROWS))).all()
    calendar = await load_calendar(tx) if rows else WorkCalendar()
    for row in rows:
        await _date_again(tx, row, calendar)
    return len(rows)


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=LAW_ZONE)


async def _date_again(tx: Transaction, row: Any, calendar: WorkCalendar) -> Moved | None:
    when = due_of(row, calendar)
    await set_obligation(tx, row.id, **moved_dates(when, tx.now))
    if (when.target, when.limit) == (row.target_at, row.limit_at):
        return None
    tx.record(
        row.subject,
        "obligation.recompute",
        obligation_id=row.id,
        code=row.code,
        limit_was=row.limit_at,
        limit_is=when.limit,
    )
    dated = {**row._mapping, **dates_of(when)}
    tx.publish(
        deadline_fact(
            tx.service,
            "recomputed",
            dated,
            target_was_at=row.target_at,
            limit_was_at=row.limit_at,
        ),
        tenant=row.org_id,
    )
    return Moved(row.id, row.code, row.limit_at, when.limit)


async def sweep(tx: Transaction) -> int:
    """Announce clocks that are near or past their end, each once. Returns how many were said.

    A clock that stands still is neither: it is looked at again when it runs on.
    """
    runs = (*OPEN, not_(stands_still()))
    near = tx.scoped(obligation).where(
        obligation.c.target_at <= tx.now + APPROACHING, obligation.c.approached_at.is_(None), *runs
    )
    late = tx.scoped(obligation).where(
        obligation.c.limit_at < tx.now, obligation.c.breached_at.is_(None), *runs
    )
    said = 0
    for statement, column, name in (
        (near, "approached_at", "approached"),
        (late, "breached_at", "breached"),
    ):
        oldest = statement.order_by(obligation.c.limit_at).limit(SWEEP_ROWS)
        for row in (await tx.execute(oldest)).all():
            await set_obligation(tx, row.id, **{column: tx.now})
            tx.publish(deadline_fact(tx.service, name, row._mapping), tenant=row.org_id)
            said += 1
    return said


def deadline_fact(service: str, name: str, row: Mapping[str, Any], **more: Any) -> Any:
    """``<service>.deadline.<name>.v1`` about one row; ``more`` are the fields of that fact alone."""
    return fact_types(service)[name](
        obligation_id=row["id"],
        agency_org_id=row["org_id"],
        **{field: row[field] for field in ROW_FIELDS},
        **more,
    )
