"""Domain: a batch takes approved claims to the bank through the hands of different people."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.payment.domain.separation import require_separate
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable

BATCH_LINES_MAX = 200  # orders in one batch


class BatchState(StrEnum):
    PREPARED = "prepared"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    RELEASED = "released"
    SETTLED = "settled"  # every line is posted or failed
    RETURNED = "returned"  # taken apart before release; its claims may be collected anew


class LineState(StrEnum):
    WAITING = "waiting"  # no word from the bank
    QUERIED = "queried"  # the bank does not know: ask again, never send again
    POSTED = "posted"
    FAILED = "failed"  # may be issued anew, under the same order
    WITHDRAWN = "withdrawn"  # its batch was taken apart before release


_BEFORE_RELEASE = frozenset({BatchState.PREPARED, BatchState.REVIEWED, BatchState.APPROVED})

BATCH_ACTS = TransitionTable(
    (
        Transition(
            "review",
            frozenset({BatchState.PREPARED}),
            BatchState.REVIEWED,
            frozenset({"finance_reviewer"}),
        ),
        Transition(
            "approve",
            frozenset({BatchState.REVIEWED}),
            BatchState.APPROVED,
            frozenset({"finance_approver", "agency_head"}),
        ),
        Transition(
            "release",
            frozenset({BatchState.APPROVED}),
            BatchState.RELEASED,
            frozenset({"finance_approver", "cashier"}),
        ),
        Transition(
            "send_back",
            _BEFORE_RELEASE,
            BatchState.RETURNED,
            frozenset({"finance_preparer", "finance_reviewer", "finance_approver"}),
        ),
        Transition(
            "take_receipt",
            frozenset({BatchState.RELEASED, BatchState.SETTLED}),
            BatchState.RELEASED,
            frozenset({"finance_preparer", "cashier"}),
        ),
    )
)


class BatchNotFound(NotFound):
    """No such batch among yours."""


class BatchNotReleased(Conflict):
    """The bank's file exists only after release. Facts: ``state``."""


class BatchEmpty(Conflict):
    """No approved claim with a verified payee is waiting. Facts: ``left_out``."""


class BatchNotFunded(Conflict):
    """Claims in the batch stand on commitments that no money covers yet: only release is barred.

    Facts: ``short_fen``, ``claim_count``.
    """


class BatchTotalsDiffer(Conflict):
    """The lines no longer add up to the totals that were reviewed."""


@dataclass(frozen=True)
class BatchLine:
    """One payment order. ``order_no`` belongs to the claim and stays through every attempt."""

    id: UUID
    order_no: str
    attempt: int
    claim_id: UUID
    provider_id: UUID
    payee_id: UUID
    amount_fen: int
    state: LineState = LineState.WAITING
    bank_reference: str | None = None
    paid_on: date | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Batch:
    """The money of several claims with its control totals and the person behind each act."""

    id: UUID
    org_id: str
    state: BatchState
    claim_count: int
    total_fen: int
    people_min: int
    people_rule: str  # the policy row that fixed people_min
    prepared_by: str
    reviewed_by: str | None = None
    approved_by: str | None = None
    released_by: str | None = None
    released_at: datetime | None = None
    version: int = 1

    def review(self, *, by: str) -> "Batch":
        state = self._act("review", by)
        return replace(self, state=state, reviewed_by=by)

    def approve(self, *, by: str) -> "Batch":
        state = self._act("approve", by)
        return replace(self, state=state, approved_by=by)

    def release(self, *, by: str, now: datetime, unfunded: "Unfunded") -> "Batch":
        """Let the money go. Raises ActNotAllowedNow, SamePersonActsTwice, BatchNotFunded."""
        state = self._act("release", by)
        if unfunded.claim_count:
            raise BatchNotFunded(short_fen=unfunded.short_fen, claim_count=unfunded.claim_count)
        return replace(self, state=state, released_by=by, released_at=now)

    def send_back(self) -> "Batch":
        return replace(self, state=BATCH_ACTS.after(self.state, "send_back"))

    def take_receipt(self, lines: tuple[BatchLine, ...]) -> "Batch":
        """Settled once the bank has answered for every line; a late word opens nothing again."""
        state = BATCH_ACTS.after(self.state, "take_receipt")
        answered = all(line.state in (LineState.POSTED, LineState.FAILED) for line in lines)
        return replace(self, state=BatchState.SETTLED if answered else state)

    def require_totals(self, lines: tuple[BatchLine, ...]) -> None:
        """Control totals hold from preparation to release. Raises BatchTotalsDiffer."""
        if (len(lines), sum(line.amount_fen for line in lines)) != (
            self.claim_count,
            self.total_fen,
        ):
            raise BatchTotalsDiffer()

    def _act(self, act: str, by: str) -> BatchState:
        state = BATCH_ACTS.after(self.state, act)
        earlier = {
            "prepare": self.prepared_by,
            "review": self.reviewed_by,
            "approve": self.approved_by,
        }
        require_separate(by, act=act, earlier=earlier, people_min=self.people_min)
        return state


@dataclass(frozen=True)
class Unfunded:
    """What a batch still lacks."""

    claim_count: int
    short_fen: int


def order_number(claim_id: UUID) -> str:
    """The payment order of a claim: the same for every attempt, so a bank sees a repeat."""
    return claim_id.hex.upper()
