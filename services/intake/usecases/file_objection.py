"""Use case: file an objection with the bureau, which sees the matter from here until it has ruled."""

from dataclasses import dataclass
from datetime import date

from services.intake.domain.events import ObjectionFiled
from services.intake.domain.numbering import objection_number, objection_series
from services.intake.domain.objection import Contested, Objection, ObjectorNotParty, handed_in_on
from services.intake.policy import DEADLINES, LIMITS
from services.intake.store.matters import Matters
from services.intake.store.objections import Objections
from services.intake.usecases.find_contested import find_contested
from services.intake.usecases.require_reach import require_reach_on
from shared.db.grants import is_open_to, open_grant
from shared.db.numbers import next_number
from shared.db.obligations import meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

OBJECTION = "objection"  # why the bureau sees the matter
OBJECTED = "objected"  # why the agency sees the objection
PARTIES = frozenset({"owner", "representative"})
CLERKS = ("intake_clerk", "station_clerk", "bureau_officer")


@dataclass(frozen=True, kw_only=True)
class Protest:
    """What the person says. ``posted_on``: the postmark, when it came by post."""

    letter_no: str
    channel: str
    statement: str
    posted_on: date | None = None


async def file_objection(tx: Transaction, *, protest: Protest) -> Objection:
    """Stops T17, starts T18 for the bureau, opens the matter to it (法律援助法 49; P148 22).

    Raises LetterNotFound, NothingToObjectTo, ObjectorNotParty, RepresentationDoesNotReach,
    PostmarkOutOfRange, ObjectionAlreadyFiled.
    """
    contested = await find_contested(tx, letter_no=protest.letter_no)
    await _require_party(tx, contested)
    filed_on = handed_in_on(
        contested, protest.posted_on, now=tx.now, postmark_counts=LIMITS.postmark_counts
    )
    await tx.write_into(contested.bureau_org_id)
    fresh = Objection(
        id=tx.new_id(),
        objection_no=await _number(tx, contested.bureau_org_id),
        contested=contested,
        channel=protest.channel,
        received_at=tx.now,
        posted_on=protest.posted_on,
        late=contested.is_late(filed_on),
        filed_by=tx.actor.person_id,
    )
    await _open_to_both(tx, contested)
    await Objections(tx).add(fresh, protest.statement)
    await _run_clocks(tx, fresh)
    _tell(tx, fresh)
    return fresh


async def _require_party(tx: Transaction, contested: Contested) -> None:
    if tx.actor.has(*CLERKS):
        return
    if not await is_open_to(
        tx, subject=tx.actor.subject, object_id=contested.matter_id, purposes=PARTIES
    ):
        raise ObjectorNotParty()
    await require_reach_on(tx, matter=await Matters(tx).get(contested.matter_id))


async def _number(tx: Transaction, bureau: str) -> str:
    year = law_date(tx.now).year
    return objection_number(bureau, year, await next_number(tx, objection_series(bureau, year)))


async def _open_to_both(tx: Transaction, contested: Contested) -> None:
    for org, owner, purpose in (
        (contested.bureau_org_id, contested.agency_org_id, OBJECTION),
        (contested.agency_org_id, contested.bureau_org_id, OBJECTED),
    ):
        await open_grant(
            tx,
            subject=f"org/{org}",
            object_id=contested.matter_id,
            org_id=owner,
            purpose=purpose,
        )


async def _run_clocks(tx: Transaction, fresh: Objection) -> None:
    await meet_obligation(tx, f"matter/{fresh.contested.matter_id}", "T17", tx.now)
    await open_obligation(
        tx,
        DEADLINES["T18"],
        subject=f"objection/{fresh.id}",
        org_id=fresh.contested.bureau_org_id,
        started_at=fresh.received_at,
        matter_id=fresh.contested.matter_id,
    )


def _tell(tx: Transaction, fresh: Objection) -> None:
    contested = fresh.contested
    tx.record(
        f"matter/{contested.matter_id}",
        "objection.file",
        objection_id=fresh.id,
        objection_no=fresh.objection_no,
        late=fresh.late,
        opened_to=contested.bureau_org_id,
    )
    tx.publish(
        ObjectionFiled(
            matter_id=contested.matter_id,
            objection_id=fresh.id,
            objection_no=fresh.objection_no,
            contested_kind=str(contested.kind),
            contested_id=contested.id,
            agency_org_id=contested.agency_org_id,
            bureau_org_id=contested.bureau_org_id,
            filed_at=fresh.received_at,
            late=fresh.late,
        ),
        tenant=contested.agency_org_id,
    )
