"""API: notices of courts, procuratorates and police - pushed, accepted or returned."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.notices_bodies import (
    NoticeAcceptanceIn,
    NoticeIn,
    NoticeOut,
    NoticeQuery,
    NoticeReturnIn,
)
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.notice import (
    NoticeGroundNotHere,
    NoticeLacksFields,
    NoticeNotFound,
    NoticeReferenceReused,
    OrganNotYours,
    PersonHasCounsel,
)
from services.intake.domain.organization import OrganizationUnknown, OrganizationWrongKind
from services.intake.queries.matters import NOTICE_ORDER, notices_list
from services.intake.store.notices import Notices, notice_of
from services.intake.usecases.file_notice import file_notice
from services.intake.usecases.settle_notice import accept_notice, return_notice
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.transitions import ActNotAllowedNow

CLERKS = {"intake_clerk", "reviewer", "agency_head"}

router = ServiceRouter(prefix="/intake/v1", tags=["notices"])


@router.post("/notices", status_code=202)
@gate(
    roles={"partner", "intake_clerk"},
    appends=True,
    refuses=(
        OrganizationUnknown,
        OrganizationWrongKind,
        OrganNotYours,
        NoticeGroundNotHere,
        NoticeLacksFields,
        NoticeReferenceReused,
        IdentityNumberInvalid,
    ),
)
async def push_notice(body: NoticeIn, tx: Tx) -> NoticeOut:
    """Notify the agency that a person must or may be defended (法律援助法 25, 28, 36).

    Nobody applies and nobody's income is asked. The same reference and person with the same
    content is the same notice; with other content it is refused.
    """
    notice = await file_notice(tx, paper=body.paper(today=law_date(tx.now)))
    return NoticeOut.of(notice, tx.actor.roles)


@router.get("/notices")
@gate(roles=CLERKS | {"partner"}, reads=True)
async def list_notices(query: Annotated[NoticeQuery, Query()], tx: Tx) -> Page[NoticeOut]:
    """List notices: an organ sees its own, an agency those sent to it."""
    statement = notices_list(tx, **query.model_dump(include={"state", "organ_org_id", "reference"}))
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
