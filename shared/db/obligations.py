"""Database: statutory obligations as rows - opened, paused, met, and watched over by a timer."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from shared.db.deadline_facts import fact_types
from shared.db.tables import calendar_day, calendar_year, obligation
from shared.db.transaction import Transaction
from shared.kernel.obligations import DeadlineRule, Due, Pause, Unit, due
from shared.kernel.policy import digest
from shared.kernel.workdays import DayKind, WorkCalendar

SWEEP_ROWS = 200
APPROACHING = timedelta(days=1)  # announced when the target is this near


async def load_calendar(tx: Transaction) -> WorkCalendar:
    """The calendar as imported: exceptions to the plain week, and which years are provisional."""
    days = await tx.execute(select(calendar_day))
    years = await tx.execute(select(calendar_year))
    return WorkCalendar(
        {row.day: DayKind(row.kind) for row in days},
        {row.year: row.provisional for row in years},
    )


async def open_obligation(
    tx: Transaction,
    rule: DeadlineRule,
    *,
    subject: str,
    org_id: str,
    started_at: datetime,
    matter_id: UUID | None = None,
) -> UUID:
    """Start a clock for ``subject`` (``matter/<id>``); returns its id.

    Raises PolicyRowMissing for a year that the calendar does not cover.
    """
    when = due(rule, started_at, (), await load_calendar(tx))
    obligation_id = tx.new_id()
    row = {
        "id": obligation_id,
        "org_id": org_id,
        "subject": subject,
        "matter_id": matter_id or _matter_in(subject),
        "code": rule.code,
        "article": rule.article,
        "owner": rule.owner,
        "unit": rule.unit.value,
        "length": rule.length,
        "rolls": rule.rolls,
        "rule_digest": digest(asdict(rule)),
        "verified": rule.verified,
        "started_at": started_at,
        "pauses": [],
        **_dates(when),
    }
    await tx.execute(obligation.insert(), row)
    return obligation_id


async def pause_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Stop the clock: what follows lies outside the period."""
    for row in await _open_rows(tx, subject, code):
        pauses = [*row.pauses, {"since": at.isoformat(), "until": None}]
        await _set(tx, row.id, pauses=pauses)


async def resume_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Let the clock run on; both dates move by what the pause took."""
    for row in await _open_rows(tx, subject, code):
        pauses = [{**one, "until": one["until"] or at.isoformat()} for one in row.pauses]
        when = due(_rule(row), row.started_at, _pauses(pauses), await load_calendar(tx))
        await _set(tx, row.id, pauses=pauses, **_dates(when))


async def meet_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Done. A no-op where no such clock is open, so that handlers commute."""
    for row in await _open_rows(tx, subject, code):
        await _set(tx, row.id, met_at=at)


async def cancel_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """No longer owed (withdrawn, terminated)."""
    for row in await _open_rows(tx, subject, code):
        await _set(tx, row.id, canceled_at=at)


async def recompute_provisional(tx: Transaction) -> int:
    """After a calendar import: date the open provisional clocks again. Returns how many moved."""
    calendar = await load_calendar(tx)
    rows = await tx.execute(tx.scoped(obligation).where(obligation.c.provisional, *_OPEN))
    moved = 0
    for row in rows.all():
        when = due(_rule(row), row.started_at, _pauses(row.pauses), calendar)
        if (when.target, when.limit) != (row.target_at, row.limit_at):
            moved += 1
            tx.record(row.subject, "obligation.recomputed", code=row.code, limit_at=when.limit)
        await _set(tx, row.id, **_dates(when))
    return moved


async def sweep(tx: Transaction) -> int:
    """Announce clocks that are near or past their end, each once. Returns how many were said."""
    near = tx.scoped(obligation).where(
        obligation.c.target_at <= tx.now + APPROACHING,
        obligation.c.approached_at.is_(None),
        *_OPEN,
    )
    late = tx.scoped(obligation).where(
        obligation.c.limit_at < tx.now, obligation.c.breached_at.is_(None), *_OPEN
    )
    said = 0
    for statement, column, name in (
        (near, "approached_at", "approached"),
        (late, "breached_at", "breached"),
    ):
        for row in (await tx.execute(statement.limit(SWEEP_ROWS))).all():
            if any(one["until"] is None for one in row.pauses):
                continue
            await _set(tx, row.id, **{column: tx.now})
            tx.publish(deadline_fact(tx.service, name, row), tenant=row.org_id)
            said += 1
    return said


def deadline_fact(service: str, name: str, row: Any) -> Any:
    """``<service>.deadline.<name>.v1`` about one row."""
    return fact_types(service)[name](
        obligation_id=row.id,
        subject=row.subject,
        matter_id=row.matter_id,
        agency_org_id=row.org_id,
        code=row.code,
        article=row.article,
        owner=row.owner,
        target_at=row.target_at,
        limit_at=row.limit_at,
        provisional=row.provisional,
    )


_OPEN = (obligation.c.met_at.is_(None), obligation.c.canceled_at.is_(None))


async def _open_rows(tx: Transaction, subject: str, code: str) -> Sequence[Any]:
    found = await tx.execute(
        tx.scoped(obligation).where(
            obligation.c.subject == subject, obligation.c.code == code, *_OPEN
        )
    )
    return list(found.all())


async def _set(tx: Transaction, obligation_id: UUID, **values: Any) -> None:
    await tx.execute(obligation.update().where(obligation.c.id == obligation_id).values(**values))


def _dates(when: Due) -> dict[str, Any]:
    return {
        "target_at": when.target,
        "limit_at": when.limit,
        "provisional": when.provisional,
    }


def _rule(row: Any) -> DeadlineRule:
    """The rule as it was when the clock started: a clock keeps its rule (law.md A37)."""
    return DeadlineRule(
        code=row.code,
        article=row.article,
        owner=row.owner,
        unit=Unit(row.unit),
        length=row.length,
        starts="",
        stops="",
        rolls=row.rolls,
        verified=row.verified,
    )


def _pauses(stored: Sequence[dict[str, str | None]]) -> list[Pause]:
    return [
        Pause(
            datetime.fromisoformat(str(one["since"])),
            datetime.fromisoformat(one["until"]) if one["until"] else None,
        )
        for one in stored
    ]


def _matter_in(subject: str) -> UUID | None:
    kind, _, value = subject.partition("/")
    return UUID(value) if kind == "matter" else None


def rules_from(rows: dict[str, dict[str, Any]]) -> tuple[DeadlineRule, ...]:
    """Deadline rules from the tables of a ``policy/deadlines.toml``, by code."""
    return tuple(
        DeadlineRule(code=code, **{**row, "unit": Unit(row["unit"])}) for code, row in rows.items()
    )
