"""Use case: one unit, and if wished one handler, for several cases of a group in one act."""

from dataclasses import dataclass
from uuid import UUID

from services.assignment.domain.stage_assignment import (
    GroupDoesNotMatch,
    StageAssignment,
)
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.assign_unit import give_to_unit
from services.assignment.usecases.name_handler import give_to_handler
from shared.db.transaction import Transaction, VersionStale


@dataclass(frozen=True)
class Chosen:
    """A stage assignment as the caller saw it."""

    stage_assignment_id: UUID
    version: int


async def assign_group(
    tx: Transaction,
    *,
    group_id: UUID,
    chosen: list[Chosen],
    firm_id: UUID,
    provider_id: UUID | None,
    override_reason: str | None,
) -> list[StageAssignment]:
    """All or none: each case passes the hard rules in turn, the later ones seeing the earlier.

    Raises GroupDoesNotMatch, VersionStale and whatever the single acts raise.
    """
    done = []
    for one in sorted(chosen, key=lambda item: str(item.stage_assignment_id)):
        held = await StageAssignments(tx).get(one.stage_assignment_id)
        if held.facts.group_id != group_id:
            raise GroupDoesNotMatch()
        if held.version != one.version:
            raise VersionStale()
        held = await give_to_unit(tx, held, firm_id=firm_id, override_reason=override_reason)
        if provider_id is not None:
            held = await give_to_handler(tx, held, provider_id=provider_id)
        done.append(held)
    return done
