"""API: stage assignments - unit, handler, organ told, engagement, progress, closing."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.assignment.api.stage_assignment_bodies import (
    ClosingIn,
    EngagementIn,
    GroupAssignmentIn,
    GroupAssignmentOut,
    HandlerIn,
    OrganNoticeIn,
    ProgressIn,
    ProgressOut,
    StageAssignmentItem,
    StageAssignmentOut,
    StageAssignmentQuery,
    UnitAssignmentIn,
)
from services.assignment.domain.closing import ClosingCodeDoesNotFit
from services.assignment.domain.matching import (
    HandlerNotQualified,
    NobodyQualified,
    OverrideReasonMissing,
    UnitHasNoQualifiedHandler,
)
from services.assignment.domain.registry import FirmNotFound, ProviderNotFound
from services.assignment.domain.stage_assignment import (
    EngagementSaysOneThing,
    GroupDoesNotMatch,
    HandlerIsNotOfTheUnit,
    InstantOutOfOrder,
    NoOrganToTell,
    OnlyTheHolderWorksOnTheCase,
    OnlyTheOrganAcknowledges,
    OrganAlreadyTold,
    StageAssignment,
    StageAssignmentNotFound,
)
from services.assignment.queries.case_lists import (
    STAGE_ASSIGNMENT_ORDER,
    progress_of,
    stage_assignments_statement,
)
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.assign_group import Chosen, assign_group
from services.assignment.usecases.assign_unit import assign_unit
from services.assignment.usecases.close_stage import close_stage
from services.assignment.usecases.name_handler import name_handler
from services.assignment.usecases.record_progress import record_progress
from services.assignment.usecases.sign_engagement import sign_engagement
from services.assignment.usecases.tell_organ import tell_organ
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/assignment/v1", tags=["stage assignments"])
READERS = {
    "assigner",
    "agency_head",
    "reviewer",
    "firm_manager",
    "provider",
    "partner",
    "quality_officer",
}

NAMERS = {"firm_manager", "assigner", "agency_head"}


@router.get("/stage-assignments")
@gate(roles=READERS, reads=True)
async def list_stage_assignments(
    query: Annotated[StageAssignmentQuery, Query()], tx: Tx
) -> Page[StageAssignmentItem]:
    """List the stage assignments that are yours to see, oldest first."""
    statement = stage_assignments_statement(
        tx,
        state=query.state,
        kind=query.kind,
        group_id=query.group_id,
        matter_id=query.matter_id,
        provider_id=query.provider_id,
    )
    return await page(
        tx, statement, query, order=STAGE_ASSIGNMENT_ORDER, item=StageAssignmentItem.of
    )


@router.get("/stage-assignments/{stage_assignment_id}")
@gate(roles=READERS, reads=True, refuses=(StageAssignmentNotFound,))
async def read_stage_assignment(stage_assignment_id: UUID, tx: Tx) -> StageAssignmentOut:
    """Read one stage assignment with the acts that you may do now."""
    return _out(await StageAssignments(tx).get(stage_assignment_id), tx)


@router.post("/stage-assignments/{stage_assignment_id}/unit-assignment", status_code=201)
@gate(
    roles={"assigner", "agency_head"},
    judges=True,
    refuses=(
        StageAssignmentNotFound,
        FirmNotFound,
        ActNotAllowedNow,
        NobodyQualified,
        UnitHasNoQualifiedHandler,
        OverrideReasonMissing,
        CodeUnknown,
    ),
)
async def give_case_to_unit(
    stage_assignment_id: UUID, body: UnitAssignmentIn, tx: Tx
) -> StageAssignmentOut:
    """Assign a unit (指派); meets T02 and starts T14. 法律援助法 43(1); P148 24."""
    held = await assign_unit(
        tx,
        stage_assignment_id=stage_assignment_id,
        firm_id=body.firm_id,
        override_reason=body.override_reason_code,
    )
    return _out(held, tx)


@router.post("/stage-assignments/{stage_assignment_id}/handler", status_code=201)
@gate(
    roles=NAMERS,
    judges=True,
    refuses=(
        StageAssignmentNotFound,
        ProviderNotFound,
        ActNotAllowedNow,
        HandlerIsNotOfTheUnit,
        HandlerNotQualified,
    ),
)
async def give_case_to_handler(
    stage_assignment_id: UUID, body: HandlerIn, tx: Tx
) -> StageAssignmentOut:
    """Name the handler of the unit; every hard rule is run again. P148 25(2)."""
    held = await name_handler(
        tx, stage_assignment_id=stage_assignment_id, provider_id=body.provider_id
    )
    return _out(held, tx)


@router.post("/group-assignments", status_code=201)
@gate(
    roles={"assigner", "agency_head"},
    appends=True,
    refuses=(
        StageAssignmentNotFound,
        FirmNotFound,
        ProviderNotFound,
        GroupDoesNotMatch,
        ActNotAllowedNow,
        NobodyQualified,
        UnitHasNoQualifiedHandler,
        OverrideReasonMissing,
        HandlerIsNotOfTheUnit,
        HandlerNotQualified,
        CodeUnknown,
    ),
)
async def give_group_to_unit(body: GroupAssignmentIn, tx: Tx) -> GroupAssignmentOut:
    """Assign one unit, and if wished one handler, to several cases of a group: all or none."""
    done = await assign_group(
        tx,
        group_id=body.group_id,
        chosen=[Chosen(one.stage_assignment_id, one.version) for one in body.stage_assignments],
        firm_id=body.firm_id,
        provider_id=body.provider_id,
        override_reason=body.override_reason_code,
    )
    return GroupAssignmentOut(items=[_out(held, tx) for held in done])


@router.post("/stage-assignments/{stage_assignment_id}/organ-notices", status_code=201)
@gate(
    roles={"assigner", "agency_head", "partner"},
    appends=True,
    refuses=(
        StageAssignmentNotFound,
        ActNotAllowedNow,
        NoOrganToTell,
        OrganAlreadyTold,
        OnlyTheOrganAcknowledges,
        InstantOutOfOrder,
        CodeUnknown,
    ),
)
async def record_organ_told(
    stage_assignment_id: UUID, body: OrganNoticeIn, tx: Tx
) -> StageAssignmentOut:
    """Record the proof that the organ was told, or acknowledge as that organ. Stops T04."""
    held = await tell_organ(
        tx,
        stage_assignment_id=stage_assignment_id,
        proof_code=body.proof_code,
        told_at=body.told_at,
    )
    return _out(held, tx)


@router.post("/stage-assignments/{stage_assignment_id}/engagement", status_code=201)
@gate(
    roles={"provider", "firm_manager"},
    judges=True,
    refuses=(
        StageAssignmentNotFound,
        ActNotAllowedNow,
        OnlyTheHolderWorksOnTheCase,
        EngagementSaysOneThing,
        InstantOutOfOrder,
        CodeUnknown,
    ),
)
async def record_engagement(
    stage_assignment_id: UUID, body: EngagementIn, tx: Tx
) -> StageAssignmentOut:
    """Record the signed agreement, or the excuse; meets T14. P148 27."""
    held = await sign_engagement(
        tx,
        stage_assignment_id=stage_assignment_id,
        signed_on=body.signed_on,
        excuse_code=body.excuse_code,
    )
    return _out(held, tx)


@router.post("/stage-assignments/{stage_assignment_id}/progress-records", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(
        StageAssignmentNotFound,
        ActNotAllowedNow,
        OnlyTheHolderWorksOnTheCase,
        InstantOutOfOrder,
        CodeUnknown,
    ),
)
async def record_case_progress(
    stage_assignment_id: UUID, body: ProgressIn, tx: Tx
) -> StageAssignmentOut:
    """Record a step of the work; the recipient sees it. 法律援助法 46(2)."""
    held = await record_progress(
        tx,
        stage_assignment_id=stage_assignment_id,
        code=body.progress_code,
        happened_on=body.happened_on,
        note=body.note,
    )
    return _out(held, tx)


@router.get("/stage-assignments/{stage_assignment_id}/progress-records")
@gate(roles=READERS - {"partner"}, reads=True, refuses=(StageAssignmentNotFound,))
async def list_progress_records(stage_assignment_id: UUID, tx: Tx) -> list[ProgressOut]:
    """List the steps of the work, oldest first, with the notes unsealed."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    return [ProgressOut.model_validate(row) for row in await progress_of(tx, held)]


@router.post("/stage-assignments/{stage_assignment_id}/closing", status_code=201)
@gate(
    roles={"provider"},
    judges=True,
    refuses=(
        StageAssignmentNotFound,
        ActNotAllowedNow,
        OnlyTheHolderWorksOnTheCase,
        ClosingCodeDoesNotFit,
        InstantOutOfOrder,
        CodeUnknown,
    ),
)
async def record_closing(stage_assignment_id: UUID, body: ClosingIn, tx: Tx) -> StageAssignmentOut:
    """Close the stage on the date of the paper that ends it; starts T21. P148 40."""
    held = await close_stage(
        tx,
        stage_assignment_id=stage_assignment_id,
        closing_code=body.closing_code,
        closed_on=body.closed_on,
    )
    return _out(held, tx)


def _out(held: StageAssignment, tx: Tx) -> StageAssignmentOut:
    return StageAssignmentOut.of(held, tx.actor.roles)
