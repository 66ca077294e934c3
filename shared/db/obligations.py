"""Database: statutory obligations as rows - opened, paused, restarted, met."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, bindparam, cast, select

from shared.db.tables import calendar_day, calendar_year, obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.obligations import DeadlineRule, Due, Pause, Unit, due, last_day
from shared.kernel.policy import digest
from shared.kernel.workdays import DayKind, WorkCalendar

APPROACHING = timedelta(days=1)  # announced when the target is this near
BEFORE_EVERY_CLOCK = date(2000, 1, 1)
LOOK_BACK = timedelta(days=31)  # longer than any run of days off

_DAYS = select(calendar_day).where(calendar_day.c.day >= bindparam("since"))
_YEARS = select(calendar_year)


async def load_calendar(tx: Transaction, *, since: date = BEFORE_EVERY_CLOCK) -> WorkCalendar:
    """The calendar as imported: exceptions to the plain week, and which years are provisional.

    ``since`` spares the days before it, less those that a search backwards may touch.
    """
    days = await tx.execute(_DAYS, {"since": since - LOOK_BACK})
    years = await tx.execute(_YEARS)
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
    when = due(rule, started_at, (), await load_calendar(tx, since=law_date(started_at)))
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
        **dates_of(when),
    }
    await tx.execute(obligation.insert(), row)
    return obligation_id


async def pause_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Stop the clock: what follows lies outside the period. One that stands still stays so."""
    for row in await _open_rows(tx, subject, code):
        if any(one["until"] is None for one in row.pauses):
            continue
        pauses = [*row.pauses, {"since": at.isoformat(), "until": None}]
        await set_obligation(tx, row.id, pauses=pauses)


async def resume_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Let the clock run on; both dates move by what the pause took."""
    for row in await _open_rows(tx, subject, code):
        pauses = [{**one, "until": one["until"] or at.isoformat()} for one in row.pauses]
        calendar = await load_calendar(tx, since=law_date(row.started_at))
        when = due(_rule(row), row.started_at, _pauses(pauses), calendar)
        await set_obligation(tx, row.id, pauses=pauses, **moved_dates(when, at))


async def meet_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Done. A no-op where no such clock is open, so that handlers commute."""
    for row in await _open_rows(tx, subject, code):
        await set_obligation(tx, row.id, met_at=at)


async def cancel_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """No longer owed (withdrawn, terminated)."""
    for row in await _open_rows(tx, subject, code):
        await set_obligation(tx, row.id, canceled_at=at)


async def last_day_of(tx: Transaction, subject: str, code: str) -> date | None:
    """The last day of the open clock, as the law counts it now; None where none is open."""
    limits = [row.limit_at for row in await _open_rows(tx, subject, code)]
    return last_day(max(limits)) if limits else None


async def restart_obligation(
    tx: Transaction, subject: str, code: str, started_at: datetime
) -> date | None:
    """Count again from a start that is known only now, such as a recorded day of receipt.

    Returns the new last day, or None where no such clock is open.
    """
    ends: date | None = None
    for row in await _open_rows(tx, subject, code):
        calendar = await load_calendar(tx, since=law_date(started_at))
        when = due(_rule(row), started_at, _pauses(row.pauses), calendar)
        await set_obligation(tx, row.id, started_at=started_at, **moved_dates(when, tx.now))
        act = "obligation.restart"
        tx.record(subject, act, code=code, limit_was=row.limit_at, limit_is=when.limit)
        ends = last_day(when.limit)
    return ends


def stands_still() -> ColumnElement[bool]:
    """Whether a clock is paused now: only the missing end of a pause is null in what is stored."""
    return cast(obligation.c.pauses, Text).like("%null}%")


OPEN = (obligation.c.met_at.is_(None), obligation.c.canceled_at.is_(None))


async def _open_rows(tx: Transaction, subject: str, code: str) -> Sequence[Any]:
    found = await tx.execute(
        tx.scoped(obligation).where(
            obligation.c.subject == subject, obligation.c.code == code, *OPEN
        )
    )
    return list(found.all())


async def set_obligation(tx: Transaction, obligation_id: UUID, **values: Any) -> None:
    await tx.execute(obligation.update().where(obligation.c.id == obligation_id).values(**values))


def dates_of(when: Due) -> dict[str, Any]:
    """As columns of the table."""
    return {
        "target_at": when.target,
        "limit_at": when.limit,
        "provisional": when.provisional,
    }


def moved_dates(when: Due, now: datetime) -> dict[str, Any]:
    """The new dates; what they take back is announced again when it comes true."""
    again: dict[str, Any] = {}
    if when.target > now + APPROACHING:
        again["approached_at"] = None
    if when.limit > now:
        again["breached_at"] = None
    return {**dates_of(when), **again}


def due_of(row: Any, calendar: WorkCalendar) -> Due:
    """Both dates of a stored clock by ``calendar``, with its own rule and pauses."""
    return due(_rule(row), row.started_at, _pauses(row.pauses), calendar)


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
