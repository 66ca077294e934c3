"""API: the closing file - handed in, returned, passed."""

from uuid import UUID

from services.assignment.api.closing_file_bodies import (
    ClosingFileOut,
    ReturnIn,
    SubmissionIn,
)
from services.assignment.domain.closing import (
    ClosingFileIncomplete,
    FiledItem,
    checklist_for,
    missing_items,
)
from services.assignment.domain.stage_assignment import (
    OnlyTheHolderWorksOnTheCase,
    StageAssignment,
    StageAssignmentNotFound,
)
from services.assignment.policy import CHECKLIST
from services.assignment.store.case_work import CaseWork
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.pass_closing_file import pass_closing_file
from services.assignment.usecases.return_closing_file import return_closing_file
from services.assignment.usecases.submit_closing_file import submit_closing_file
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import CodeUnknown
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/assignment/v1", tags=["closing files"])
CHECKERS = {"reviewer", "agency_head"}


@router.get("/stage-assignments/{stage_assignment_id}/closing-file")
@gate(
    roles=CHECKERS
    | {"assigner", "firm_manager", "provider", "quality_officer", "quality_reviewer"},
    reads=True,
    refuses=(StageAssignmentNotFound,),
)
async def read_closing_file(stage_assignment_id: UUID, tx: Tx) -> ClosingFileOut:
    """Read the file against its checklist; open to reviewers while their review lasts."""
    return await _file(await StageAssignments(tx).get(stage_assignment_id), tx)


@router.post("/stage-assignments/{stage_assignment_id}/closing-file/submissions", status_code=201)
@gate(
    roles={"provider"},
    appends=True,
    refuses=(
        StageAssignmentNotFound,
        ActNotAllowedNow,
        OnlyTheHolderWorksOnTheCase,
        CodeUnknown,
    ),
)
async def hand_in_closing_file(
    stage_assignment_id: UUID, body: SubmissionIn, tx: Tx
) -> ClosingFileOut:
    """Hand in the file, complete or not; meets T21, starts or resumes T22. P148 40."""
    items = [FiledItem(one.item_code, one.pages, one.sha256) for one in body.items]
    held = await submit_closing_file(tx, stage_assignment_id=stage_assignment_id, items=items)
    return await _file(held, tx)


@router.post("/stage-assignments/{stage_assignment_id}/closing-file/returns", status_code=201)
@gate(roles=CHECKERS, judges=True, refuses=(StageAssignmentNotFound, ActNotAllowedNow, CodeUnknown))
async def give_back_closing_file(
    stage_assignment_id: UUID, body: ReturnIn, tx: Tx
) -> ClosingFileOut:
    """Return the file for completion; T22 stands still until it comes back."""
    held = await return_closing_file(
        tx,
        stage_assignment_id=stage_assignment_id,
        reason_code=body.reason_code,
        item_codes=body.item_codes,
    )
    return await _file(held, tx)


@router.post("/stage-assignments/{stage_assignment_id}/closing-file/pass", status_code=201)
@gate(
    roles=CHECKERS,
    judges=True,
    refuses=(StageAssignmentNotFound, ActNotAllowedNow, ClosingFileIncomplete),
)
async def approve_closing_file(stage_assignment_id: UUID, tx: Tx) -> ClosingFileOut:
    """Pass a complete file, which makes the case payable. P148 41; 法律援助法 52."""
    return await _file(await pass_closing_file(tx, stage_assignment_id=stage_assignment_id), tx)


async def _file(held: StageAssignment, tx: Tx) -> ClosingFileOut:
    checklist = checklist_for(CHECKLIST, held)
    filed = await CaseWork(tx, held).filed()
    missing = missing_items(checklist, filed)
    return ClosingFileOut.of(held, checklist=checklist, filed=filed, missing=missing)
