"""Use case: take an application in - for one person, or for a group that shares a dispute."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.application import Application, ApplicationState
from services.intake.domain.document import zh_date
from services.intake.domain.duplicate import Duplicate
from services.intake.domain.events import ApplicationFiled
from services.intake.domain.filing import AgencyNotYours, BackdatingNotAllowed, Filing
from services.intake.domain.matter import Form, Matter, Origin, Person
from services.intake.domain.numbering import receipt_number, receipt_series
from services.intake.domain.organization import decider_of, require_organ
from services.intake.domain.signature import SignedForm
from services.intake.policy import DEADLINES, LIMITS
from services.intake.policy.documents import label_zh
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from services.intake.usecases.find_lane import find_lane
from services.intake.usecases.issue_document import issue_document
from services.intake.usecases.log_forwarding import log_forwarding
from services.intake.usecases.sign_form import sign_form
from services.intake.usecases.trace_filing import trace_filing
from shared.db.grants import open_grant
from shared.db.numbers import next_number
from shared.db.obligations import open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

OWNER, STATION = "owner", "station"


@dataclass(frozen=True)
class Filed:
    """What the filer is handed: the application and the number of its receipt (P148 13).

    ``duplicate``: the same matter was received before; for staff only.
    """

    application: Application
    receipt_no: str
    duplicate: Duplicate | None = None


async def file_application(tx: Transaction, *, filing: Filing) -> tuple[Filed, ...]:
    """One application, matter and receipt per member; several members share a group.

    The station's time is the time of receipt (law.md 3.6). Starts T01 for each (法律援助法 43(1)).
    Raises OrganizationUnknown, AgencyNotYours, GroupTooLarge, PersonTwiceInGroup, DayInTheFuture,
    ReceivedTooLongAgo, RepresentativeIsOpponent, AgentNotEntitled.
    """
    filing.require_dated(tx.now, today=law_date(tx.now))
    filing.require_distinct(members_max=LIMITS.group_members_max)
    agency_org_id = await _agency(tx, filing)
    await tx.write_into(agency_org_id)
    group_id = await _group(tx, filing, agency_org_id)
    filed = [
        await _file_member(tx, filing, place, agency_org_id, group_id)
        for place in range(len(filing.members))
    ]
    return tuple(filed)


async def _agency(tx: Transaction, filing: Filing) -> str:
    org_id = filing.org_id
    org = await Organizations(tx).get(org_id, pointer="/org_id")
    agency_org_id = decider_of(org, pointer="/org_id")
    clerk = tx.actor.has("intake_clerk", "station_clerk")
    if filing.handed_in_at is not None and not clerk:
        raise BackdatingNotAllowed()
    if clerk and tx.actor.org_id not in (org_id, agency_org_id):
        raise AgencyNotYours(org=org_id)
    return agency_org_id


async def _group(tx: Transaction, filing: Filing, agency_org_id: str) -> UUID | None:
    if filing.joins_group_id is not None or len(filing.members) == 1:
        return filing.joins_group_id
    group_id = tx.new_id()
    await Matters(tx).add_group(
        group_id=group_id,
        agency_org_id=agency_org_id,
        cause_code=filing.cause_code,
        size=len(filing.members),
    )
    return group_id


async def _file_member(
    tx: Transaction, filing: Filing, place: int, agency_org_id: str, group_id: UUID | None
) -> Filed:
    received_at = filing.received_at(tx.now, backdating_days_max=LIMITS.backdating_days_max)
    form = filing.form_of(place, law_date(received_at), pointer=f"/members/{place}/tags")
    filing.require_entitled(place, form.facts.tags)
    matter, people = _matter(tx, filing, place, agency_org_id, group_id), _people(filing, place)
    await Matters(tx).add(matter, people)
    await _open_to_filers(tx, matter, filing.org_id)
    application = Application(
        id=tx.new_id(),
        matter_id=matter.id,
        group_id=group_id,
        agency_org_id=agency_org_id,
        channel=filing.channel,
        state=ApplicationState.RECEIVED,
        received_at=received_at,
        materials=filing.materials,
        filed_by=tx.actor.person_id,
    )
    receipt_no = await _receive(tx, application, form, filing)
    await _accompany(tx, filing, matter, application)
    duplicate = await trace_filing(tx, application=application, facts=form.facts, people=people)
    return Filed(application, receipt_no, duplicate)


async def _accompany(
    tx: Transaction, filing: Filing, matter: Matter, application: Application
) -> None:
    """What goes with the application: its signature, what it goes back to, who passed it on."""
    await sign_form(
        tx,
        matter=matter,
        form=SignedForm.APPLICATION,
        subject_id=application.id,
        given=filing.signature,
    )
    if filing.link is not None:
        await Filings(tx).add_link(application, filing.link)
    if filing.forwarding is not None:
        pointer = "/forwarding/by_org_id"
        organ = await Organizations(tx).get(filing.forwarding.by_org_id, pointer=pointer)
        require_organ(organ, pointer=pointer)
        await Filings(tx).add_forwarding(application, filing.forwarding, application.received_at)
        await log_forwarding(tx, application=application, asked_at=filing.forwarding.asked_at)


async def _open_to_filers(tx: Transaction, matter: Matter, filed_at: str) -> None:
    """The owner's account follows the case, and so does the workstation that took it in."""
    subjects = {OWNER: matter.owner_subject}
    if filed_at != matter.agency_org_id:
        subjects[STATION] = f"org/{filed_at}"
    for purpose, subject in subjects.items():
        if subject is not None:
            await open_grant(
                tx,
                subject=subject,
                object_id=matter.id,
                org_id=matter.agency_org_id,
                purpose=purpose,
            )


async def _receive(tx: Transaction, application: Application, form: Form, filing: Filing) -> str:
    """The receipt's number."""
    agency = application.agency_org_id
    receipt_no = await _receipt_no(tx, application, filing)
    application = await find_lane(tx, application, form)
    await Applications(tx).add(
        application, form, receipt_no=receipt_no, received_at_org_id=filing.org_id
    )
    stream = f"matter/{application.matter_id}"
    await open_obligation(
        tx, DEADLINES["T01"], subject=stream, org_id=agency, started_at=application.received_at
    )
    tx.record(stream, "application.file", application_id=application.id, receipt_no=receipt_no)
    tx.publish(
        ApplicationFiled(
            matter_id=application.matter_id,
            group_id=application.group_id,
            agency_org_id=agency,
            channel=application.channel,
            kind=form.facts.kind,
            received_at=application.received_at,
        ),
        tenant=agency,
    )
    await _hand_receipt(tx, application, receipt_no, filing.org_id)
    return receipt_no


async def _hand_receipt(
    tx: Transaction, application: Application, receipt_no: str, received_at_org_id: str
) -> None:
    """The written receipt lists every item (P148 13(1)); its number is the receipt's own."""
    place = await Organizations(tx).get(received_at_org_id, pointer="/org_id")
    items = tuple(label_zh("materials", code) for code in sorted(application.materials))
    await issue_document(
        tx,
        matter_id=application.matter_id,
        kind="receipt",
        facts={
            "received_on": zh_date(application.received_on),
            "received_at_name": place.name,
            "items": items,
            "count": str(len(items)),
            "days": str(DEADLINES["T01"].length),
        },
        number=receipt_no,
        source_id=application.id,
    )


async def _receipt_no(tx: Transaction, application: Application, filing: Filing) -> str:
    if filing.reserved is not None:
        return filing.reserved.receipt_no
    agency, year = application.agency_org_id, application.received_on.year
    return receipt_number(agency, year, await next_number(tx, receipt_series(agency, year)))


def _matter(
    tx: Transaction, filing: Filing, place: int, agency_org_id: str, group_id: UUID | None
) -> Matter:
    return Matter(
        id=tx.new_id(),
        group_id=group_id,
        agency_org_id=agency_org_id,
        origin=Origin.APPLICATION,
        kind=filing.kind,
        service=filing.service,
        stage=filing.stage,
        cause_code=filing.cause_code,
        owner_subject=filing.members[place].owner_subject,
    )


def _people(filing: Filing, place: int) -> list[Person]:
    member = filing.members[place]
    agent = [member.agent] if member.agent is not None else []
    return [member.applicant, *agent, *filing.opponents]
