"""Database: statutory obligations as rows - opened, paused, met, and watched over by a timer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, bindparam, cast, not_, select

from shared.db.deadline_facts import ROW_FIELDS, fact_types
from shared.db.tables import calendar_day, calendar_year, obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE, law_date
from shared.kernel.obligations import DeadlineRule, Due, Pause, Unit, due, last_day
from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict
from shared.kernel.workdays import DayKind, WorkCalendar

SWEEP_ROWS = 200
RECOMPUTE_ROWS = 500
RECOMPUTE_PAGES_MAX = 400  # 200,000 open clocks, far more than a service ever has at one time
APPROACHING = timedelta(days=1)  # announced when the target is this near
BEFORE_EVERY_CLOCK = date(2000, 1, 1)
LOOK_BACK = timedelta(days=31)  # longer than any run of days off

_DAYS = select(calendar_day).where(calendar_day.c.day >= bindparam("since"))
_YEARS = select(calendar_year)


class TooManyToRecompute(Conflict):
    """More clocks are open than one import may date again; nothing was changed. Facts: ``limit``."""


@dataclass(frozen=True)
class Moved:
    """One clock that a calendar import dated anew."""

    obligation_id: UUID
    code: str
    limit_was_at: datetime
    limit_at: datetime


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
        calendar = await load_calendar(tx, since=law_date(row.started_at))
        when = due(_rule(row), row.started_at, _pauses(pauses), calendar)
        await _set(tx, row.id, pauses=pauses, **_moved_dates(when, at))


async def meet_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """Done. A no-op where no such clock is open, so that handlers commute."""
    for row in await _open_rows(tx, subject, code):
        await _set(tx, row.id, met_at=at)


async def cancel_obligation(tx: Transaction, subject: str, code: str, at: datetime) -> None:
    """No longer owed (withdrawn, terminated)."""
    for row in await _open_rows(tx, subject, code):
        await _set(tx, row.id, canceled_at=at)


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
        await _set(tx, row.id, started_at=started_at, **_moved_dates(when, tx.now))
        act = "obligation.restart"
        tx.record(subject, act, code=code, limit_was=row.limit_at, limit_is=when.limit)
        ends = last_day(when.limit)
    return ends


async def recompute_obligations(tx: Transaction, year: int) -> list[Moved]:
    """After a calendar import: date the open clocks that touch ``year`` again.

    Each clock that moved leaves a trace on its own audit chain and says where it was and is.
    """
    calendar = await load_calendar(tx)
    begins, ends = (datetime(y, 1, 1, tzinfo=LAW_ZONE) for y in (year, year + 1))
    touching = and_(obligation.c.started_at < ends, obligation.c.limit_at >= begins)
    moved: list[Moved] = []
    after: UUID | None = None
    for _ in range(RECOMPUTE_PAGES_MAX):
        query = tx.scoped(obligation).where(touching, *_OPEN).order_by(obligation.c.id)
        further = query if after is None else query.where(obligation.c.id > after)
        rows = (await tx.execute(further.limit(RECOMPUTE_ROWS))).all()
        moved += [one for row in rows if (one := await _date_again(tx, row, calendar))]
        if len(rows) < RECOMPUTE_ROWS:
            return moved
        after = rows[-1].id
    raise TooManyToRecompute(limit=RECOMPUTE_PAGES_MAX * RECOMPUTE_ROWS)


async def _date_again(tx: Transaction, row: Any, calendar: WorkCalendar) -> Moved | None:
    when = due(_rule(row), row.started_at, _pauses(row.pauses), calendar)
    await _set(tx, row.id, **_moved_dates(when, tx.now))
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
    dated = {**row._mapping, **_dates(when)}
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
    runs = (*_OPEN, not_(stands_still()))
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
            await _set(tx, row.id, **{column: tx.now})
            tx.publish(deadline_fact(tx.service, name, row._mapping), tenant=row.org_id)
            said += 1
    return said


def stands_still() -> ColumnElement[bool]:
    """Whether a clock is paused now: only the missing end of a pause is null in what is stored."""
    return cast(obligation.c.pauses, Text).like("%null}%")


def deadline_fact(service: str, name: str, row: Mapping[str, Any], **more: Any) -> Any:
    """``<service>.deadline.<name>.v1`` about one row; ``more`` are the fields of that fact alone."""
    return fact_types(service)[name](
        obligation_id=row["id"],
        agency_org_id=row["org_id"],
        **{field: row[field] for field in ROW_FIELDS},
        **more,
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


def _moved_dates(when: Due, now: datetime) -> dict[str, Any]:
    """The new dates; what they take back is announced again when it comes true."""
    again: dict[str, Any] = {}
    if when.target > now + APPROACHING:
        again["approached_at"] = None
    if when.limit > now:
        again["breached_at"] = None
    return {**_dates(when), **again}


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
