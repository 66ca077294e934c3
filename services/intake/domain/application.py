"""Domain: the application 申请 - one person's request, from receipt to decision or withdrawal."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.lane import UNPLACED, LaneAnswer
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class ApplicationNotFound(NotFound):
    """No such application, or not yours to see."""


class SupplementAlreadyRequested(Conflict):
    """Everything missing is named once (法律援助法 43(2)); more needs new facts and an approver."""


class SupplementIncomplete(Conflict):
    """Items of the notice are still missing. Facts: ``missing``."""


class SupplementNotYetOverdue(Conflict):
    """The date in the supplement notice has not passed. Facts: ``due_on``."""


class ApplicationState(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"
    SUPPLEMENT_WAIT = "supplement_wait"
    COOP_WAIT = "coop_wait"
    REVIEW = "review"
    GRANTED = "granted"
    REFUSED = "refused"
    DEEMED_WITHDRAWN = "deemed_withdrawn"
    WITHDRAWN = "withdrawn"
    NOT_OURS = "not_ours"


_S = ApplicationState
_CLERKS = frozenset({"intake_clerk", "reviewer"})
_REVIEWERS = frozenset({"reviewer", "agency_head"})
_APPLICANTS = frozenset({"applicant", "representative", "intake_clerk"})
_OPEN = frozenset({_S.RECEIVED, _S.SUPPLEMENT_WAIT, _S.COOP_WAIT, _S.REVIEW})

APPLICATION_TABLE: TransitionTable[ApplicationState] = TransitionTable(
    (
        Transition("file", frozenset({_S.DRAFT}), _S.RECEIVED, _APPLICANTS),
        Transition("review", frozenset({_S.RECEIVED, _S.REVIEW}), _S.REVIEW, _CLERKS),
        Transition(
            "request_supplement", frozenset({_S.RECEIVED, _S.REVIEW}), _S.SUPPLEMENT_WAIT, _CLERKS
        ),
        Transition("supplement", frozenset({_S.SUPPLEMENT_WAIT}), _S.REVIEW, _APPLICANTS),
        Transition(
            "deem_withdrawn", frozenset({_S.SUPPLEMENT_WAIT}), _S.DEEMED_WITHDRAWN, _REVIEWERS
        ),
        Transition("await_cooperation", frozenset({_S.REVIEW}), _S.COOP_WAIT, _CLERKS),
        Transition("cooperation_answered", frozenset({_S.COOP_WAIT}), _S.REVIEW, _CLERKS),
        Transition("grant", frozenset({_S.REVIEW}), _S.GRANTED, _REVIEWERS),
        Transition("grant_fast", frozenset({_S.RECEIVED}), _S.GRANTED, _REVIEWERS),
        Transition("refuse", frozenset({_S.REVIEW}), _S.REFUSED, _REVIEWERS),
        Transition("correct", frozenset({_S.REFUSED}), _S.GRANTED, _REVIEWERS),
        Transition("withdraw", _OPEN, _S.WITHDRAWN, _APPLICANTS),
        Transition("redirect", frozenset({_S.RECEIVED, _S.REVIEW}), _S.NOT_OURS, _REVIEWERS),
    )
)


@dataclass(frozen=True, kw_only=True)
class SupplementNotice:
    """The one-time notice: all that is missing, and until when (法律援助法 43(2); law.md A4)."""

    item_codes: tuple[str, ...]
    due_on: date
    requested_at: datetime
    supplemented_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Application:
    """The aggregate. ``received_at`` never changes; ``materials`` are codes of papers handed in."""

    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    channel: str
    state: ApplicationState
    received_at: datetime
    materials: frozenset[str]
    filed_by: str  # person_id
    lane: LaneAnswer = UNPLACED
    supplement: SupplementNotice | None = None
    packet_digest: str | None = None
    version: int = 1

    @property
    def received_on(self) -> date:
        return law_date(self.received_at)

    def request_supplement(
        self, item_codes: tuple[str, ...], *, due_on: date, now: datetime
    ) -> "Application":
        """Name everything missing, once. Raises SupplementAlreadyRequested (law.md I8)."""
        state = self._after("request_supplement")
        if self.supplement is not None:
            raise SupplementAlreadyRequested(requested_on=law_date(self.supplement.requested_at))
        notice = SupplementNotice(item_codes=item_codes, due_on=due_on, requested_at=now)
        return replace(self, state=state, supplement=notice)

    def supply(self, item_codes: frozenset[str], *, now: datetime) -> "Application":
        """Take in what was asked for. Raises SupplementIncomplete naming what is still missing."""
        state = self._after("supplement")
        assert self.supplement is not None
        missing = sorted(set(self.supplement.item_codes) - item_codes - self.materials)
        if missing:
            raise SupplementIncomplete(missing=missing)
        return replace(
            self,
            state=state,
            materials=self.materials | item_codes,
            supplement=replace(self.supplement, supplemented_at=now),
        )

    def deem_withdrawn(self, *, now: datetime) -> "Application":
        """Not supplied in time counts as withdrawn, not as refused (法律援助法 43(2))."""
        state = self._after("deem_withdrawn")
        assert self.supplement is not None
        if law_date(now) <= self.supplement.due_on:
            raise SupplementNotYetOverdue(due_on=self.supplement.due_on)
        return replace(self, state=state)

    def withdraw(self) -> "Application":
        return replace(self, state=self._after("withdraw"))

    def review(self, *, packet_digest: str) -> "Application":
        return replace(self, state=self._after("review"), packet_digest=packet_digest)

    def place(self, lane: LaneAnswer) -> "Application":
        """Put it into the lane that the facts of now lead to."""
        return replace(self, lane=lane)

    def decide(self, outcome: str, *, packet_digest: str) -> "Application":
        """``outcome``: ``grant`` or ``refuse``. In the fast lane one officer grants on receipt."""
        quick = outcome == "grant" and self.lane.fast and self.state is _S.RECEIVED
        state = self._after("grant_fast" if quick else outcome)
        return replace(self, state=state, packet_digest=packet_digest)

    def correct(self, *, packet_digest: str) -> "Application":
        """Grant what was refused, because the bureau has ordered it (法律援助法 49)."""
        return replace(self, state=self._after("correct"), packet_digest=packet_digest)

    def _after(self, act: str) -> ApplicationState:
        return APPLICATION_TABLE.after(self.state, act)
