"""Use case: take a question in, by name or anonymous, and start the reply clock of its channel."""

from dataclasses import dataclass

from services.intake.domain.consultation import Consultation, ConsultationState, Question
from services.intake.domain.events import ConsultationOpened
from services.intake.domain.filing import AgencyNotYours
from services.intake.domain.organization import decider_of
from services.intake.policy import CONSULTATION_CHANNELS, DEADLINES
from services.intake.store.consultations import Consultations
from services.intake.store.organizations import Organizations
from shared.db.grants import open_grant
from shared.db.obligations import open_obligation
from shared.db.transaction import Transaction

ASKER, STATION = "asker", "station"
STAFF = ("intake_clerk", "station_clerk", "reviewer")
WITHOUT_ACCOUNT = (*STAFF, "public")  # whoever asks through them is not known here


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Where and how somebody asks. ``kind`` and ``cause_code`` as far as they are known."""

    org_id: str
    channel: str
    kind: str | None
    cause_code: str | None
    question: Question


async def open_consultation(tx: Transaction, *, asking: Asking) -> Consultation:
    """Letters start T27, the web T28 (SF/T 0058-2019; law.md A26).

    Raises OrganizationUnknown, OrganizationWrongKind, AgencyNotYours.
    """
    agency = await _agency(tx, asking.org_id)
    await tx.write_into(agency)
    fresh = Consultation(
        id=tx.new_id(),
        agency_org_id=agency,
        held_at_org_id=asking.org_id,
        channel=asking.channel,
        kind=asking.kind,
        cause_code=asking.cause_code,
        anonymous=asking.question.person is None,
        state=ConsultationState.OPEN,
        opened_at=tx.now,
        opened_by=tx.actor.person_id,
        owner_subject=None if tx.actor.has(*WITHOUT_ACCOUNT) else tx.actor.subject,
    )
    await Consultations(tx).add(fresh, asking.question)
    await _open_to_asker(tx, fresh)
    await _start_clock(tx, fresh)
    tx.record(f"consultation/{fresh.id}", "consultation.open", channel=fresh.channel)
    tx.publish(
        ConsultationOpened(
            consultation_id=fresh.id,
            agency_org_id=agency,
            held_at_org_id=fresh.held_at_org_id,
            channel=fresh.channel,
            kind=fresh.kind,
            cause_code=fresh.cause_code,
            anonymous=fresh.anonymous,
            opened_at=fresh.opened_at,
        ),
        tenant=agency,
    )
    return fresh


async def _agency(tx: Transaction, org_id: str) -> str:
    """The agency behind the desk."""
    org = await Organizations(tx).get(org_id, pointer="/org_id")
    agency = decider_of(org, pointer="/org_id")
    if tx.actor.has(*STAFF) and tx.actor.org_id not in (org_id, agency):
        raise AgencyNotYours(org=org_id)
    return agency


async def _open_to_asker(tx: Transaction, fresh: Consultation) -> None:
    subjects = {ASKER: fresh.owner_subject}
    if fresh.held_at_org_id != fresh.agency_org_id:
        subjects[STATION] = f"org/{fresh.held_at_org_id}"
    for purpose, subject in subjects.items():
        if subject is not None:
            await open_grant(
                tx,
                subject=subject,
                object_id=fresh.id,
                org_id=fresh.agency_org_id,
                purpose=purpose,
            )


async def _start_clock(tx: Transaction, fresh: Consultation) -> None:
    clock = CONSULTATION_CHANNELS[fresh.channel].clock
    if clock:
        await open_obligation(
            tx,
            DEADLINES[clock],
            subject=f"consultation/{fresh.id}",
            org_id=fresh.agency_org_id,
            started_at=fresh.opened_at,
        )
