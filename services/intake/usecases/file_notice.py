"""Use case: take in an organ's notice of defense or representation - no application, no income."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.facts import plain
from services.intake.domain.identity import UNKNOWN
from services.intake.domain.matter import Matter, Origin, Part, Person
from services.intake.domain.notice import (
    Notice,
    NoticeReferenceReused,
    NoticeState,
    OrganNotYours,
    require_fields,
)
from services.intake.domain.organization import Organization, organ_family, require_agency
from services.intake.policy import NOTICE_GROUNDS
from services.intake.store.matters import Matters, person_token
from services.intake.store.notices import Notices
from services.intake.store.organizations import Organizations
from shared.db.grants import open_grant
from shared.db.transaction import Transaction
from shared.kernel.policy import canonical

NOTIFIER = "notifier"
CRIMINAL, CRIMINAL_SERVICE = "criminal", "CRIM"


@dataclass(frozen=True, kw_only=True)
class NoticePaper:
    """What an organ sends about one person. ``fields`` are those that the law lists, by name."""

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


async def file_notice(tx: Transaction, *, paper: NoticePaper) -> Notice:
    """Record the notice under (organ, reference, person); the same paper again is the same notice.

    T04 runs from here and belongs to assignment, which hears of it on acceptance (法律援助法 36).
    Raises OrganizationUnknown, OrganNotYours, NoticeGroundNotHere, NoticeLacksFields,
    NoticeReferenceReused.
    """
    organ = await _require_valid(tx, paper)
    person_key = _person_key(tx, paper)
    content_digest = tx.vault.blind_index("notice_content", canonical(plain(paper)).decode())
    notices = Notices(tx)
    earlier = await notices.under(
        organ=organ.code, reference=paper.reference, person_key=person_key
    )
    if earlier is not None:
        if earlier.content_digest != content_digest:
            raise NoticeReferenceReused(reference=paper.reference)
        return earlier
    await tx.write_into(paper.agency_org_id)
    matter_id = await _open_matter(tx, paper)
    notice = _notice(tx, paper, matter_id, person_key, content_digest)
    await notices.add(notice, paper.fields)
    tx.record(f"matter/{matter_id}", "notice.receive", notice_id=notice.id, organ=organ.code)
    return notice


async def _require_valid(tx: Transaction, paper: NoticePaper) -> Organization:
    organizations = Organizations(tx)
    require_agency(
        await organizations.get(paper.agency_org_id, pointer="/agency_org_id"),
        pointer="/agency_org_id",
    )
    if tx.actor.org_id not in (paper.organ_org_id, paper.agency_org_id):
        raise OrganNotYours(org=paper.organ_org_id)
    organ = await organizations.get(paper.organ_org_id, pointer="/organ_org_id")
    ground = NOTICE_GROUNDS[paper.ground_code]
    ground.require_here(stage=paper.stage, organ_kind=organ_family(organ.kind))
    require_fields(paper.stage, frozenset(paper.fields) | {"cause_code", "person_name"})
    return organ


async def _open_matter(tx: Transaction, paper: NoticePaper) -> UUID:
    matter = Matter(
        id=tx.new_id(),
        group_id=None,
        agency_org_id=paper.agency_org_id,
        origin=Origin.NOTICE,
        kind=CRIMINAL,
        service=CRIMINAL_SERVICE,
        stage=paper.stage,
        cause_code=paper.cause_code,
    )
    await Matters(tx).add(matter, [paper.person, *paper.co_accused])
    await open_grant(
        tx,
        subject=f"org/{paper.organ_org_id}",
        object_id=matter.id,
        org_id=paper.agency_org_id,
        purpose=NOTIFIER,
    )
    return matter.id


def _notice(
    tx: Transaction, paper: NoticePaper, matter_id: UUID, person_key: str, content_digest: str
) -> Notice:
    return Notice(
        id=tx.new_id(),
        matter_id=matter_id,
        agency_org_id=paper.agency_org_id,
        organ_org_id=paper.organ_org_id,
        reference=paper.reference,
        person_key=person_key,
        content_digest=content_digest,
        ground_code=paper.ground_code,
        stage=paper.stage,
        cause_code=paper.cause_code,
        has_counsel=paper.has_counsel,
        state=NoticeState.RECEIVED,
        received_at=tx.now,
        filed_by=tx.actor.person_id,
    )


def _person_key(tx: Transaction, paper: NoticePaper) -> str:
    """A suspect without a known identity is told apart by the custody number (law.md A24)."""
    person = paper.person
    assert person.part is Part.ACCUSED
    if person.document_kind == UNKNOWN and paper.custody_no is not None:
        return tx.vault.city_token(f"custody/{paper.organ_org_id}", paper.custody_no)
    return person_token(tx, person)
