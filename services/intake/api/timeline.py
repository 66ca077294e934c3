"""API: the timeline of a matter - what happened, what comes next and by when, who opened the file."""

from collections.abc import Sequence
from datetime import UTC
from typing import Any
from uuid import UUID

from services.intake.api.coded import labels
from services.intake.api.matters_bodies import (
    ClockOut,
    FileReadOut,
    NextStepOut,
    StatusOut,
    TimelineEntryOut,
    TimelineOut,
)
from services.intake.api.status_bodies import (
    StatusCodeAskedOut,
    StatusCodeAskIn,
    StatusCodeOut,
    StatusLookupIn,
)
from services.intake.domain.application import ApplicationNotFound
from services.intake.domain.matter import Matter, MatterNotFound
from services.intake.domain.status_code import StatusNotShown
from services.intake.domain.timeline import (
    Audience,
    Entry,
    Told,
    clock_start,
    furthest,
    is_withheld,
    tell,
)
from services.intake.policy import SHOWN_CLOCKS, TIMELINE, WITHHELD_READS
from services.intake.queries.timeline import as_of, entries_of, open_clock, reads_of, state_of
from services.intake.store.applications import Applications, application_of
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.issue_status_code import issue_status_code
from services.intake.usecases.send_status_code import ask_for_status_code
from services.intake.usecases.show_status import status_shown
from shared.db.obligations import load_calendar
from shared.db.transaction import Transaction
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.obligations import due

READERS = {
    "applicant",
    "representative",
    "partner",
    "provider",
    "intake_clerk",
    "reviewer",
    "agency_head",
    "assigner",
}

router = ServiceRouter(prefix="/intake/v1", tags=["matters"])
public_router = ServiceRouter(prefix="/intake/v1", tags=["matters"], rate_limited=True)


@router.get("/matters/{matter_id}/timeline")
@gate(roles=READERS, reads=True, refuses=(MatterNotFound,))
async def read_timeline(matter_id: UUID, tx: Tx) -> TimelineOut:
    """Read the life of a case so far, in plain words, with the next step and its legal date.

    Citizens, handlers and agencies each see their own lines. Who opened the file is shown to the
    citizen and the agency as role, organization, purpose and time.
    """
    matter = await Matters(tx).get(matter_id)
    audience = _audience(tx, matter)
    entries = await _entries(tx, await entries_of(tx, matter_id))
    status = await _status(tx, matter, entries, audience)
    reads = await _told_reads(tx, matter_id, audience, entries)
    return TimelineOut(**dict(status), matter_id=matter_id, reads=await _reads(tx, reads))


@router.post("/applications/{application_id}/status-codes", status_code=201)
@gate(
    roles={"intake_clerk", "station_clerk", "reviewer"},
    appends=True,
    refuses=(ApplicationNotFound,),
)
async def issue_a_status_code(application_id: UUID, tx: Tx) -> StatusCodeOut:
    """Give the person at the counter or kiosk a code for looking at the case without an account.

    Hand it over in person. It opens the state of this case only, for minutes, and is shown once.
    """
    row = await Applications(tx).row(application_id)
    secret, code = await issue_status_code(
        tx, application=application_of(row), receipt_no=row.receipt_no
    )
    return StatusCodeOut(
        receipt_no=code.receipt_no,
        code=secret,
        valid_until=code.valid_until,
        looks_left=code.looks_left,
    )


@public_router.post("/status-codes", status_code=202)
@gate(roles={"public"}, appends=True, idempotent=False)
async def ask_for_a_status_code(body: StatusCodeAskIn, tx: Tx) -> StatusCodeAskedOut:
    """Ask for a code by phone, with the receipt number alone; no login.

    The answer never tells whether there is such a receipt. A code goes only to the phone that the
    person gave, in words that name nothing, in the hours they wish, a few times an hour.
    """
    ask_for_status_code(tx, receipt_no=body.receipt_no)
    return StatusCodeAskedOut()


@public_router.post("/status-lookups")
@gate(roles={"public"}, reads=True, refuses=(StatusNotShown,))
async def look_at_the_status(body: StatusLookupIn, tx: Tx) -> StatusOut:
    """Look at a case by its receipt number and the code that was given for it; no login.

    Every look costs one of the code's looks, so that codes cannot be guessed.
    """
    async with status_shown(tx, receipt_no=body.receipt_no, secret=body.code) as (own, matter):
        entries = await _entries(own, await entries_of(own, matter.id))
        return await _status(own, matter, entries, Audience.CITIZEN)


async def _status(
    tx: Transaction, matter: Matter, entries: Sequence[Entry], audience: Audience
) -> StatusOut:
    told = tell(entries, TIMELINE, audience=audience)
    return StatusOut(
        case_no=matter.case_no,
        state=await state_of(tx, matter.id),
        as_of=await as_of(tx, matter.id),
        entries=[_entry_out(one) for one in told],
        next_step=await _next_step(tx, matter.id, furthest(told)),
    )


def _audience(tx: Transaction, matter: Matter) -> Audience:
    if tx.actor.org_id == matter.agency_org_id:
        return Audience.AGENCY
    return Audience.LAWYER if tx.actor.has("provider") else Audience.CITIZEN


async def _entries(tx: Transaction, rows: Sequence[Any]) -> list[Entry]:
    """With the names of the public bodies that the facts mention."""
    codes = {row.facts["objection_org_id"] for row in rows if row.facts.get("objection_org_id")}
    names = await Organizations(tx).names(sorted(codes)) if codes else {}
    entries = []
    for row in rows:
        code = row.facts.get("objection_org_id")
        facts = {**row.facts, "objection_org_name": names.get(code, code)} if code else row.facts
        entries.append(Entry(row.type, row.source, row.at, facts))
    return entries


def _entry_out(told: Told) -> TimelineEntryOut:
    entry = told.entry
    service = entry.type.partition(".")[0]
    return TimelineEntryOut(at=entry.at, type=entry.type, service=service, zh=told.zh, en=told.en)


async def _next_step(tx: Transaction, matter_id: UUID, last: Told | None) -> NextStepOut | None:
    if last is None or not last.line.next_zh:
        return None
    return NextStepOut(
        zh=last.line.next_zh, en=last.line.next_en, clock=await _clock(tx, matter_id, last)
    )


async def _clock(tx: Transaction, matter_id: UUID, last: Told) -> ClockOut | None:
    """Intake's own clocks are rows; those of other services are computed from the fact they follow."""
    rule = SHOWN_CLOCKS.get(last.line.clock)
    if rule is not None:
        when = due(rule, clock_start(last), (), await load_calendar(tx))
        return ClockOut(
            code=rule.code,
            article=rule.article,
            owner=rule.owner,
            target_at=when.target.astimezone(UTC),
            limit_at=when.limit.astimezone(UTC),
            provisional=when.provisional,
            paused=False,
            verified=rule.verified,
        )
    row = await open_clock(tx, matter_id, last.line.clock)
    if row is None:
        return None
    names = [name for name in ClockOut.model_fields if name != "paused"]
    paused = any(one["until"] is None for one in row.pauses)
    return ClockOut(**{name: getattr(row, name) for name in names}, paused=paused)


async def _told_reads(
    tx: Transaction, matter_id: UUID, audience: Audience, entries: Sequence[Entry]
) -> Sequence[Any]:
    """What the reader may know of who opened the file: citizen and agency only."""
    if audience is Audience.LAWYER or tx.actor.has("partner"):
        return ()
    reads = await reads_of(tx, matter_id)
    return [
        one for one in reads if not is_withheld(one.reader_role, one.at, entries, WITHHELD_READS)
    ]


async def _reads(tx: Transaction, rows: Sequence[Any]) -> list[FileReadOut]:
    codes = sorted({row.reader_org_id for row in rows if row.reader_org_id})
    names = await Organizations(tx).names(codes) if codes else {}
    return [_read_out(row, names.get(row.reader_org_id or "")) for row in rows]


def _read_out(row: Any, org_name: str | None) -> FileReadOut:
    role_zh, role_en = labels("reader_roles", row.reader_role)
    purpose_zh, purpose_en = labels("read_purposes", row.purpose)
    return FileReadOut(
        role=row.reader_role,
        role_zh=role_zh,
        role_en=role_en,
        org_id=row.reader_org_id,
        org_name=org_name,
        purpose=row.purpose,
        purpose_zh=purpose_zh,
        purpose_en=purpose_en,
        whole=row.whole,
        at=row.at,
    )
