"""API: notices of courts, procuratorates and police - pushed, accepted or returned."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.matters_bodies import MatterOut
from services.intake.api.notices_bodies import (
    HistoryOut,
    NoticeAcceptanceIn,
    NoticeIn,
    NoticeListIn,
    NoticeListOut,
    NoticeOut,
    NoticeQuery,
    NoticeReturnIn,
)
from services.intake.api.people_bodies import PersonIn
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.matter import IdentityAlreadyKnown, MatterNotFound, Part
from services.intake.domain.notice import (
    CorrectionChangesTheCase,
    DayInTheFuture,
    NoticeGroundNotHere,
    NoticeLacksFields,
    NoticeNotFound,
    OrganNotYours,
    PersonHasCounsel,
)
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.domain.push import PushKind
from services.intake.queries.matters import NOTICE_ORDER, notices_list
from services.intake.queries.timeline import state_of
from services.intake.store.notices import Notices, notice_of, own_notices
from services.intake.store.versions import Attachments, Versions
from services.intake.usecases.file_notice import file_notice
from services.intake.usecases.identify_person import identify_person
from services.intake.usecases.settle_notice import accept_notice, return_notice
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

CLERKS = {"intake_clerk", "reviewer", "agency_head"}

PUSHERS = {"partner", "intake_clerk"}
PUSH_REFUSALS = (
    OrganizationUnknown,
    OrganizationWrongKind,
    OrganNotYours,
    NoticeGroundNotHere,
    NoticeLacksFields,
    CorrectionChangesTheCase,
    ActNotAllowedNow,
    DayInTheFuture,
    IdentityNumberInvalid,
    PolicyRowMissing,
)

router = ServiceRouter(prefix="/intake/v1", tags=["notices"])


@router.post("/notices", status_code=202)
@gate(roles=PUSHERS, appends=True, refuses=PUSH_REFUSALS)
async def push_notice(body: NoticeIn, tx: Tx) -> NoticeOut:
    """Notify the agency that a person must or may be defended (法律援助法 25, 28, 36).

    Nobody applies and nobody's income is asked. The same reference and person with the same
    content is the same notice; with other content it is a correction, kept beside the first. A
    notice of a later stage joins the matter that the person already has.
    """
    (paper,) = body.papers(today=law_date(tx.now))
    return NoticeOut.of(await file_notice(tx, paper=paper), tx.actor.roles)


@router.post("/notice-lists", status_code=202)
@gate(roles=PUSHERS, appends=True, refuses=PUSH_REFUSALS)
async def push_notice_list(body: NoticeListIn, tx: Tx) -> NoticeListOut:
    """Notify about several persons at once: each has a matter and a receipt; all land or none."""
    papers = body.papers(today=law_date(tx.now))
    notices = [await file_notice(tx, paper=paper) for paper in papers]
    return NoticeListOut(
        reference=body.reference,
        notices=[NoticeOut.of(one, tx.actor.roles) for one in notices],
    )


@router.get("/notices")
@gate(roles=CLERKS | {"partner"}, reads=True)
async def list_notices(query: Annotated[NoticeQuery, Query()], tx: Tx) -> Page[NoticeOut]:
    """List notices: an organ sees its own, an agency those sent to it."""
    filters = query.model_dump(include={"state", "organ_org_id", "reference"})
    statement = own_notices(notices_list(tx, **filters), tx)
    return await page(
        tx,
        statement,
        query,
        order=NOTICE_ORDER,
        item=lambda row: NoticeOut.of(notice_of(row), tx.actor.roles),
    )


@router.get("/notices/{notice_id}")
@gate(roles=CLERKS | {"partner"}, reads=True, refuses=(NoticeNotFound,))
async def read_notice(notice_id: UUID, tx: Tx) -> NoticeOut:
    """Read where a notice stands."""
    return NoticeOut.of(await Notices(tx).get(notice_id), tx.actor.roles)


@router.get("/notices/{notice_id}/versions")
@gate(roles=CLERKS | {"partner"}, reads=True, refuses=(NoticeNotFound,))
async def read_notice_versions(notice_id: UUID, tx: Tx) -> HistoryOut:
    """Read what was sent when under this receipt, and which fields each correction changed."""
    notice = await Notices(tx).get(notice_id)
    versions = await Versions(tx, PushKind.NOTICE).of(notice.id)
    return HistoryOut.of(versions, await Attachments(tx).of(notice.id))


@router.post("/notices/{notice_id}/acceptance", status_code=201)
@gate(roles=CLERKS, judges=True, refuses=(NoticeNotFound, PersonHasCounsel, ActNotAllowedNow))
async def accept_one_notice(notice_id: UUID, body: NoticeAcceptanceIn, tx: Tx) -> NoticeOut:
    """Accept: the case gets its number and goes to assignment."""
    return NoticeOut.of(await accept_notice(tx, notice_id=notice_id), tx.actor.roles)


@router.post("/notices/{notice_id}/return", status_code=201)
@gate(roles=CLERKS, judges=True, refuses=(NoticeNotFound, ActNotAllowedNow))
async def return_one_notice(notice_id: UUID, body: NoticeReturnIn, tx: Tx) -> NoticeOut:
    """Return with reasons, for example because the person has hired counsel (法律援助法 27)."""
    codes = tuple(sorted(set(body.reason_codes)))
    saved = await return_notice(tx, notice_id=notice_id, reason_codes=codes)
    return NoticeOut.of(saved, tx.actor.roles)


@router.post("/matters/{matter_id}/identification", status_code=201)
@gate(
    roles=CLERKS,
    appends=True,
    refuses=(MatterNotFound, IdentityAlreadyKnown, IdentityNumberInvalid),
)
async def identify_one_person(matter_id: UUID, body: PersonIn, tx: Tx) -> MatterOut:
    """Say who the person behind a custody number is; the two are one from here on (law.md A24)."""
    known = body.person(Part.ACCUSED, today=law_date(tx.now), pointer="")
    matter = await identify_person(tx, matter_id=matter_id, known=known)
    return MatterOut.of(matter, await state_of(tx, matter_id))
