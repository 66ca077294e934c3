"""Domain: the erasure order 清除令 - destroying a person's data, by two people and on a document.

No retention period is shipped, because none was read (档案法实施条例 19 leaves it to each body):
nothing is erased by a timer, only on a written decision (个人信息保护法 47). Codes, dates and the
audit chain stay; names, stories and papers can never be opened again, in any service.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.refusals import Conflict, Forbidden, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class ErasureNotFound(NotFound):
    """No such order, or not yours to see."""


class MatterStillRuns(Conflict):
    """Nobody's running case is erased. Facts: ``states``, ``codes`` of the clocks that run."""


class ErasureAlreadyOrdered(Conflict):
    """An order for this matter is waiting or carried out."""


class ErasureNeedsSecondPerson(Forbidden):
    """Whoever proposed the erasure cannot carry it out, through no account of theirs."""


class ErasureState(StrEnum):
    PROPOSED = "proposed"
    CARRIED_OUT = "carried_out"
    DROPPED = "dropped"


_ENDED = frozenset(["refused", "withdrawn", "deemed_withdrawn", "not_ours", "returned"])
_OPENED, _PASSED = "assignment.stage_assignment.opened.v1", "assignment.closing_file.passed.v1"
_TERMINATED = "intake.matter.terminated.v1"


def require_ended(states: Sequence[str], event_types: Sequence[str], clocks: Sequence[str]) -> None:
    """No clock runs, and the matter never became a case, or every stage's file has passed.

    ``states``: of its application and notices. ``event_types``: what the timeline holds, repeated as often as it happened.
    Raises MatterStillRuns.
    """
    stages = event_types.count(_OPENED)
    case_over = _TERMINATED in event_types or 0 < stages <= event_types.count(_PASSED)
    never_a_case = bool(states) and _ENDED.issuperset(states)
    if clocks or not (never_a_case or case_over):
        raise MatterStillRuns(states=list(states), codes=list(clocks))


_HEAD = frozenset({"agency_head"})

ERASURE_TABLE: TransitionTable[ErasureState] = TransitionTable(
    (
        Transition(
            "carry_out", frozenset({ErasureState.PROPOSED}), ErasureState.CARRIED_OUT, _HEAD
        ),
        Transition("drop", frozenset({ErasureState.PROPOSED}), ErasureState.DROPPED, _HEAD),
    )
)


@dataclass(frozen=True, kw_only=True)
class ErasureOrder:
    """``document_no`` is the written decision behind it; ``basis_code`` says of what kind."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    basis_code: str
    document_no: str
    proposed_by: str
    proposed_at: datetime
    state: ErasureState = ErasureState.PROPOSED
    settled_by: str | None = None
    settled_at: datetime | None = None
    version: int = 1

    def settle(self, act: str, *, by: str, at: datetime) -> "ErasureOrder":
        """``carry_out`` or ``drop``. Raises ActNotAllowedNow, ErasureNeedsSecondPerson."""
        state = ERASURE_TABLE.after(self.state, act)
        if act == "carry_out" and by == self.proposed_by:
            raise ErasureNeedsSecondPerson()
        return replace(self, state=state, settled_by=by, settled_at=at)
