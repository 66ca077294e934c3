"""Use case: take in an organ's notice of defense or representation - no application, no income."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from services.intake.domain.matter import Matter, Origin, Part, Person
from services.intake.domain.notice import Notice, NoticeState, OrganNotYours, require_fields
from services.intake.domain.organization import organ_family, require_agency, require_one_world
from services.intake.domain.push import PushKind
from services.intake.policy import DEADLINES, NOTICE_GROUNDS
from services.intake.store.matters import Matters, matter_key, person_token
from services.intake.store.notices import CASE_INDEX, CUSTODY_INDEX, Notices
from services.intake.store.organizations import Organizations
from services.intake.store.versions import Versions, content_digest
from services.intake.usecases.correct_notice import correct_notice
from services.intake.usecases.name_attachments import name_attachments
from shared.db.grants import open_grant
from shared.db.obligations import meet_obligation, open_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE

NOTIFIER = "notifier"
CRIMINAL, CRIMINAL_SERVICE = "criminal", "CRIM"


@dataclass(frozen=True, kw_only=True)
class NoticePaper:
    """What an organ sends about one person. ``fields`` are those that the law lists, by name.

    ``found_on`` is the day on which the organ found that it must notify; ``attachments`` are the
    digests of papers.
    """

    agency_org_id: str
    organ_org_id: str
    reference: str
    ground_code: str
    stage: str
    cause_code: str
    person: Person
    co_accused: tuple[Person, ...]
    custody_no: str | None
    has_counsel: bool
    fields: Mapping[str, str]
    found_on: date | None = None
    attachments: tuple[str, ...] = ()


async def file_notice(tx: Transaction, *, paper: NoticePaper) -> Notice:
    """Record the notice under (organ, reference, person); the same paper again is the same notice.

    Other content is a correction. A notice of a later stage joins the matter that the person
    already has. T04 runs from here and belongs to assignment (法律援助法 36).
    Raises OrganizationUnknown, OrganNotYours, NoticeGroundNotHere, NoticeLacksFields,
    CorrectionChangesTheCase, ActNotAllowedNow.
    """
    await _require_valid(tx, paper)
    assert paper.person.part is Part.ACCUSED
    person_key = person_token(tx, paper.person)
    digest = content_digest(tx, vars(paper))
    earlier = await Notices(tx).under(
        organ=paper.organ_org_id, reference=paper.reference, person_key=person_key
    )
    if earlier is not None and earlier.content_digest == digest:
        await _name_attachments(tx, earlier, paper)
        return earlier
    await tx.write_into(paper.agency_org_id)
    if earlier is not None:
        by = _notice(tx, paper, earlier.matter_id, person_key, digest)
        return await correct_notice(
            tx,
            earlier,
            by,
            changed=await _keep_correction(tx, earlier, paper),
            fields=paper.fields,
            people=[paper.person, *paper.co_accused],
        )
    notice = _notice(tx, paper, await _matter(tx, paper), person_key, digest)
    await Notices(tx).add(notice, paper.fields)
    await _keep(tx, notice, paper)
    await _log_lateness(tx, notice)
    tx.record(
        f"matter/{notice.matter_id}",
        "notice.receive",
        notice_id=notice.id,
        organ=paper.organ_org_id,
    )
    return notice


async def _require_valid(tx: Transaction, paper: NoticePaper) -> None:
    organizations = Organizations(tx)
    agency = await organizations.get(paper.agency_org_id, pointer="/agency_org_id")
    require_agency(agency, pointer="/agency_org_id")
    if tx.actor.org_id not in (paper.organ_org_id, paper.agency_org_id):
        raise OrganNotYours(org=paper.organ_org_id)
    organ = await organizations.get(paper.organ_org_id, pointer="/organ_org_id")
    require_one_world(agency, organ, pointer="/agency_org_id")
    ground = NOTICE_GROUNDS[paper.ground_code]
    ground.require_here(stage=paper.stage, organ_kind=organ_family(organ.kind))
    require_fields(paper.stage, frozenset(paper.fields) | {"cause_code", "person_name"})


async def _matter(tx: Transaction, paper: NoticePaper) -> UUID:
    """The matter that the person already has for this accusation at this agency, or a new one."""
    matters = Matters(tx)
    matter_id = await matters.of_accused(
        person_token(tx, paper.person),
        agency_org_id=paper.agency_org_id,
        cause_code=paper.cause_code,
        named_only=paper.person.document_number is None,
        organ_case_index=_index(tx, CASE_INDEX, paper.fields.get("organ_case_no")),
    )
    if matter_id is None:
        matter_id = tx.new_id()
        await matters.add(_fresh(matter_id, paper), [paper.person, *paper.co_accused])
    else:
        tx.record(f"matter/{matter_id}", "notice.attach", stage=paper.stage)
    await open_grant(
        tx,
        subject=f"org/{paper.organ_org_id}",
        object_id=matter_id,
        org_id=paper.agency_org_id,
        purpose=NOTIFIER,
    )
    return matter_id


def _fresh(matter_id: UUID, paper: NoticePaper) -> Matter:
    return Matter(
        id=matter_id,
        group_id=None,
        agency_org_id=paper.agency_org_id,
        origin=Origin.NOTICE,
        kind=CRIMINAL,
        service=CRIMINAL_SERVICE,
        stage=paper.stage,
        cause_code=paper.cause_code,
    )


def _notice(
    tx: Transaction, paper: NoticePaper, matter_id: UUID, person_key: str, digest: str
) -> Notice:
    return Notice(
        id=tx.new_id(),
        matter_id=matter_id,
        agency_org_id=paper.agency_org_id,
        organ_org_id=paper.organ_org_id,
        reference=paper.reference,
        person_key=person_key,
        content_digest=digest,
        ground_code=paper.ground_code,
        stage=paper.stage,
        cause_code=paper.cause_code,
        has_counsel=paper.has_counsel,
        state=NoticeState.RECEIVED,
        received_at=tx.now,
        filed_by=tx.actor.person_id,
        organ_case_index=_index(tx, CASE_INDEX, paper.fields.get("organ_case_no")),
        custody_index=_index(tx, CUSTODY_INDEX, paper.custody_no),
        found_on=paper.found_on,
    )


async def _keep(tx: Transaction, notice: Notice, paper: NoticePaper) -> None:
    await Versions(tx, PushKind.NOTICE).begin(
        notice.id,
        vars(paper),
        org_id=notice.agency_org_id,
        opens_with=notice.matter_id,
        key=matter_key(notice.matter_id),
    )
    await _name_attachments(tx, notice, paper)


async def _keep_correction(tx: Transaction, notice: Notice, paper: NoticePaper) -> frozenset[str]:
    """The names of the fields that the correction changes."""
    await _name_attachments(tx, notice, paper)
    return await Versions(tx, PushKind.NOTICE).correct(
        notice.id, vars(paper), key=matter_key(notice.matter_id)
    )


async def _name_attachments(tx: Transaction, notice: Notice, paper: NoticePaper) -> None:
    await name_attachments(tx, paper.attachments, object_id=notice.id, matter_id=notice.matter_id)


async def _log_lateness(tx: Transaction, notice: Notice) -> None:
    """T03 as kept or missed by the organ: on the board, and never a reason to refuse."""
    if notice.found_on is None:
        return
    subject = f"notice/{notice.id}"
    await open_obligation(
        tx,
        DEADLINES["T03"],
        subject=subject,
        org_id=notice.agency_org_id,
        started_at=datetime.combine(notice.found_on, time.min, LAW_ZONE),
        matter_id=notice.matter_id,
    )
    await meet_obligation(tx, subject, "T03", tx.now)


def _index(tx: Transaction, column: str, value: str | None) -> str | None:
    return tx.vault.blind_index(column, value) if value else None
