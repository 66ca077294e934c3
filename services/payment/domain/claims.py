"""Domain: a claim is one unit of work to be paid once: a stage by its handler, or a duty day."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.payment.domain.pricing import Price, PricedWork
from services.payment.domain.rates import ANY, WorkKind
from services.payment.domain.separation import require_other_person
from shared.kernel.refusals import Conflict, Forbidden, NotFound
from shared.kernel.transitions import Transition, TransitionTable

CASE = "case"
DUTY = "duty"

HELD_NO_RATE_ROW = "no_rate_row"
HELD_STAGE_SHARED = "stage_shared"  # another handler of this stage has earned: needs a policy row


class ClaimState(StrEnum):
    EXPECTED = "expected"  # assigned, the work still runs
    HELD = "held"  # earned, and waiting visibly for something named
    PRICED = "priced"
    APPROVED = "approved"
    IN_BATCH = "in_batch"
    PAID = "paid"
    NOTHING_DUE = "nothing_due"  # a public post: direct cost only, by another claim
    VOID = "void"


_SYSTEM = frozenset({"system"})
_CHECKERS = frozenset({"finance_reviewer", "agency_head"})
_UNPRICED = frozenset({ClaimState.EXPECTED, ClaimState.HELD})

CLAIM_ACTS = TransitionTable(
    (
        Transition("price", _UNPRICED, ClaimState.PRICED, _SYSTEM),
        Transition("hold", _UNPRICED, ClaimState.HELD, _SYSTEM),
        Transition("waive", _UNPRICED, ClaimState.NOTHING_DUE, _SYSTEM),
        Transition("approve", frozenset({ClaimState.PRICED}), ClaimState.APPROVED, _CHECKERS),
        Transition(
            "void",
            _UNPRICED | {ClaimState.PRICED},
            ClaimState.VOID,
            frozenset({"finance_approver", "agency_head"}),
        ),
        Transition("collect", frozenset({ClaimState.APPROVED}), ClaimState.IN_BATCH, _SYSTEM),
        Transition("send_back", frozenset({ClaimState.IN_BATCH}), ClaimState.APPROVED, _SYSTEM),
        Transition("pay", frozenset({ClaimState.IN_BATCH}), ClaimState.PAID, _SYSTEM),
    )
)


class ClaimNotFound(NotFound):
    """No such claim among yours."""


class PayeeJudgesOwnClaim(Forbidden):
    """Nobody approves money for themselves."""


class ClaimNotEarned(Conflict):
    """The closing file has not passed, or the attendance is not confirmed (law.md 7.3 pay gate)."""


@dataclass(frozen=True)
class Unit:
    """The work behind a claim, in coded facts; ``key`` is what can never be paid twice."""

    key: str
    org_id: str
    claim_kind: str  # case or duty
    kind: str
    service: str
    stage: str
    provider_id: UUID
    provider_subject: str
    public_post: bool
    matter_id: UUID | None = None
    stage_assignment_id: UUID | None = None
    attendance_id: UUID | None = None

    @property
    def work_kind(self) -> WorkKind:
        return WorkKind(self.org_id, self.kind, self.service, self.stage, ANY)


def case_key(stage_assignment_id: UUID, provider_id: UUID) -> str:
    """One payable unit per assignment and handler (A18)."""
    return f"{CASE}/{stage_assignment_id}/{provider_id}"


def duty_key(provider_id: UUID, duty_on: date) -> str:
    """One unit per lawyer per date in the whole city, however many sites (A22, law.md 7.3)."""
    return f"{DUTY}/{provider_id}/{duty_on.isoformat()}"


@dataclass(frozen=True)
class Assigned:
    """When and by whom the unit was assigned; known from whichever event comes first."""

    on: date
    by: str


@dataclass(frozen=True)
class Earned:
    """What made the unit payable: the file passed or the attendance confirmed.

    ``on`` is the closing or duty date, which fixes the rate (A15); ``at`` starts clock T23.
    """

    on: date
    at: datetime
    by: str


@dataclass(frozen=True)
class Claim:
    """One unit with its price, its money and its way to the payee.

    ``tip_id`` is the last transfer of its chain; ``generation`` counts voided reservations.
    """

    id: UUID
    unit: Unit
    state: ClaimState
    assigned: Assigned | None = None
    earned: Earned | None = None
    price: Price | None = None
    hold_reason: str | None = None
    budget_id: UUID | None = None
    reserved_fen: int = 0
    funded: bool = True
    generation: int = 0
    tip_id: UUID | None = None
    approved_by: str | None = None
    approved_at: datetime | None = None
    batch_id: UUID | None = None
    paid_on: date | None = None
    version: int = 1

    @property
    def priced_work(self) -> PricedWork:
        """What pricing needs; an unearned unit is looked up on its assignment date."""
        assigned_on = self.assigned.on if self.assigned else None
        closed_on = self.earned.on if self.earned else assigned_on
        assert closed_on is not None, "a claim is opened by an assignment or by earned work"
        return PricedWork(self.unit.work_kind, closed_on, assigned_on, self.unit.public_post)

    @property
    def amount_fen(self) -> int | None:
        return self.price.amount_fen if self.price else None

    def assign(self, assigned: Assigned) -> "Claim":
        """Note the assignment; the first news of it stands, repeats change nothing."""
        return self if self.assigned else replace(self, assigned=assigned)

    def earn(self, earned: Earned) -> "Claim":
        """Note that the work is done; the first news of it stands, repeats change nothing."""
        return self if self.earned else replace(self, earned=earned)

    def settle(self, price: Price | None, *, stage_shared: bool = False) -> "Claim":
        """Take the price of earned work, or wait visibly with the reason. Raises ClaimNotEarned.

        Two handlers of one stage share one full fee, and how is not written down (A19): held.
        """
        if self.earned is None:
            raise ClaimNotEarned()
        if price is None or (stage_shared and price.amount_fen):
            reason = HELD_NO_RATE_ROW if price is None else HELD_STAGE_SHARED
            return replace(self, state=CLAIM_ACTS.after(self.state, "hold"), hold_reason=reason)
        act = "price" if price.amount_fen else "waive"
        state = CLAIM_ACTS.after(self.state, act)
        return replace(self, state=state, price=price, hold_reason=None)

    def approve(self, *, by: str, subject: str, now: datetime) -> "Claim":
        """A person of the agency checks the price; not who assigned, passed the file, or is paid.

        Raises ActNotAllowedNow, SamePersonActsTwice, PayeeJudgesOwnClaim.
        """
        state = CLAIM_ACTS.after(self.state, "approve")
        if subject == self.unit.provider_subject:
            raise PayeeJudgesOwnClaim()
        earlier = {
            "assign": self.assigned.by if self.assigned else None,
            "pass_file": self.earned.by if self.earned else None,
        }
        require_other_person(by, act="approve", earlier=earlier)
        return replace(self, state=state, approved_by=by, approved_at=now)

    def collect(self, batch_id: UUID) -> "Claim":
        state = CLAIM_ACTS.after(self.state, "collect")
        return replace(self, state=state, batch_id=batch_id)

    def send_back(self) -> "Claim":
        """Out of the batch again, still approved: it will be issued anew under the same order."""
        return replace(self, state=CLAIM_ACTS.after(self.state, "send_back"), batch_id=None)

    def pay(self, paid_on: date) -> "Claim":
        return replace(self, state=CLAIM_ACTS.after(self.state, "pay"), paid_on=paid_on)

    def void(self) -> "Claim":
        """End the unit without payment, so that its key is free again."""
        return replace(self, state=CLAIM_ACTS.after(self.state, "void"))
