"""API: group matters - one filing, shared facts and papers; a decision and a letter for each member."""

from uuid import UUID

from starlette.requests import Request

from services.intake.api.applications import (
    CLERKS,
    FILERS,
    FILING_REFUSALS,
    shown_application,
)
from services.intake.api.applications_bodies import (
    ApplicationLineOut,
    ApplicationOut,
    GroupOut,
)
from services.intake.api.coded import Channel
from services.intake.api.filings_bodies import FilingMemberIn, GroupFilingIn
from services.intake.api.groups_bodies import GroupSupplyOut
from services.intake.api.signature_bodies import SignatureIn, signature_of
from services.intake.api.supplements import SupplementIn
from services.intake.domain.application import ApplicationNotFound, GroupAlreadyLeft
from services.intake.domain.filing import GroupNotFound, GroupTooLarge, PersonTwiceInGroup
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.domain.signature import SignatureMissing
from services.intake.queries.applications import APPLICATION_ORDER, applications_list
from services.intake.usecases.change_group import Joining, join_group, leave_group
from services.intake.usecases.file_application import file_application
from services.intake.usecases.supply_group_supplement import supply_group_supplement
from shared.db.transaction import Transaction
from shared.http.bodies import Body
from shared.http.languages import language_of
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.transitions import ActNotAllowedNow

COUNTER = {"intake_clerk", "station_clerk"}

router = ServiceRouter(prefix="/intake/v1", tags=["matter groups"])


class JoiningIn(FilingMemberIn):
    """One more person; what the group shares is not asked again."""

    channel: Channel = "WALK_IN"
    signature: SignatureIn


class DepartureIn(Body):
    """Staff who record it for somebody say how that person signed."""

    signature: SignatureIn | None = None


@router.post("/matter-groups", status_code=201)
@gate(
    roles=COUNTER,
    appends=True,
    refuses=(*FILING_REFUSALS, GroupTooLarge, PersonTwiceInGroup),
)
async def file_group(body: GroupFilingIn, tx: Tx) -> GroupOut:
    """File once for several people of one dispute.

    Each gets a matter, a receipt, and later a decision and a letter of their own.
    """
    filing = body.filing(body.members, today=law_date(tx.now), single=False)
    filed = await file_application(tx, filing=filing)
    group_id = filed[0].application.group_id
    assert group_id is not None
    return await _group(tx, group_id)


@router.get("/matter-groups/{group_id}")
@gate(roles=FILERS | CLERKS, reads=True, refuses=(GroupNotFound,))
async def read_group(group_id: UUID, tx: Tx) -> GroupOut:
    """Read a group: the applications in it that you may see."""
    return await _group(tx, group_id)


@router.post("/matter-groups/{group_id}/members", status_code=201)
@gate(
    roles=COUNTER,
    appends=True,
    refuses=(*FILING_REFUSALS, GroupNotFound, GroupTooLarge, PersonTwiceInGroup),
)
async def join_one_group(group_id: UUID, body: JoiningIn, tx: Tx) -> ApplicationOut:
    """Take one more person into a filed group; the clocks of this person run from today."""
    joining = Joining(
        member=body.member(today=law_date(tx.now), pointer=""),
        channel=body.channel,
        signature=body.signature.signature(),
    )
    filed = await join_group(tx, group_id=group_id, joining=joining)
    return await shown_application(tx, filed.application.id, found=filed.duplicate)


@router.post("/applications/{application_id}/group-departure", status_code=201)
@gate(
    roles=FILERS,
    judges=True,
    refuses=(
        ApplicationNotFound,
        GroupAlreadyLeft,
        SignatureMissing,
        RepresentationDoesNotReach,
        ActNotAllowedNow,
    ),
)
async def leave_one_group(application_id: UUID, body: DepartureIn, tx: Tx) -> ApplicationOut:
    """Leave the group and go on alone: receipt, state and clocks stay as they are."""
    signature = signature_of(body.signature)
    await leave_group(tx, application_id=application_id, signature=signature)
    return await shown_application(tx, application_id)


@router.post("/matter-groups/{group_id}/supplements")
@gate(roles=FILERS, appends=True, refuses=(GroupNotFound,))
async def supply_group(
    group_id: UUID, body: SupplementIn, request: Request, tx: Tx
) -> GroupSupplyOut:
    """Hand in for all members at once whose notices you may answer.

    Each member's own notice is met by it or not, one by one; a paper goes only to those of whom
    it was asked. Members of whom nothing is awaited are left as they are.
    """
    supplies = await supply_group_supplement(tx, group_id=group_id, supplement=body.supplement())
    language = language_of(request.headers.get("accept-language"))
    return GroupSupplyOut.of(group_id, supplies, request.app.state.catalogue, language)


async def _group(tx: Transaction, group_id: UUID) -> GroupOut:
    rows = await tx.execute(applications_list(tx, group_id=group_id).order_by(*APPLICATION_ORDER))
    lines = [ApplicationLineOut.model_validate(row) for row in rows]
    if not lines:
        raise GroupNotFound()
    return GroupOut(group_id=group_id, applications=lines)
