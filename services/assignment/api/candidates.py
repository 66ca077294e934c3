"""API: who could take the case, and the records of how it was decided."""

from uuid import UUID

from services.assignment.api.candidate_bodies import (
    CandidatesOut,
    MatchRecordItem,
    MatchRecordOut,
)
from services.assignment.domain.match_record import MatchRecordNotFound
from services.assignment.domain.stage_assignment import StageAssignmentNotFound
from services.assignment.queries.match_records import match_records_of
from services.assignment.store.match_records import MatchRecords
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.rank_candidates import rank_candidates
from shared.http.routing import ServiceRouter, Tx, gate

router = ServiceRouter(prefix="/assignment/v1", tags=["candidates"])
CHOOSERS = {"assigner", "agency_head", "firm_manager"}
RECORD_READERS = {"assigner", "agency_head", "reviewer", "quality_officer"}


@router.get("/stage-assignments/{stage_assignment_id}/candidates")
@gate(roles=CHOOSERS, reads=True, refuses=(StageAssignmentNotFound,))
async def list_candidates(stage_assignment_id: UUID, tx: Tx) -> CandidatesOut:
    """Rank the city's registry for this case without any effect.

    Nobody qualified is an answer too: `ranked` is empty and `removed_by` says which rule removed
    how many.
    """
    held = await StageAssignments(tx).get(stage_assignment_id)
    return CandidatesOut.of(await rank_candidates(tx, held))


@router.get("/stage-assignments/{stage_assignment_id}/match-records")
@gate(roles=RECORD_READERS, reads=True, refuses=(StageAssignmentNotFound,))
async def list_match_records(stage_assignment_id: UUID, tx: Tx) -> list[MatchRecordItem]:
    """List the recorded choices of this case, oldest first."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    return [MatchRecordItem.model_validate(row) for row in await match_records_of(tx, held.id)]


@router.get("/match-records/{match_record_id}")
@gate(roles=RECORD_READERS, reads=True, refuses=(MatchRecordNotFound,))
async def read_match_record(match_record_id: UUID, tx: Tx) -> MatchRecordOut:
    """Read one choice whole: candidates, rules, factors, conflict proof; replayed on reading."""
    return MatchRecordOut.of(await MatchRecords(tx).get(match_record_id))
