"""Domain: the application 申请 - one person's request, from receipt to decision or withdrawal."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.intake.domain.lane import UNPLACED, LaneAnswer
from services.intake.domain.supplement import (
    FirstNoticeNotGiven,
    FurtherNotice,
    FurtherNoticeNotProposed,
    SupplementAlreadyRequested,
    SupplementNotice,
)
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable


class ApplicationNotFound(NotFound):
    """No such application, or not yours to see."""


class GroupAlreadyLeft(Conflict):
    """The application stands alone: there is no group to leave."""


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
_APPLICANTS = frozenset({"applicant", "representative", "intake_clerk", "station_clerk"})
_OPEN = frozenset({_S.RECEIVED, _S.SUPPLEMENT_WAIT, _S.COOP_WAIT, _S.REVIEW})


def _staying(
    act: str, states: frozenset[ApplicationState], roles: frozenset[str]
) -> tuple[Transition[ApplicationState], ...]:
    """An act that leaves the state as it is."""
    return tuple(Transition(act, frozenset({one}), one, roles) for one in sorted(states))


APPLICATION_TABLE: TransitionTable[ApplicationState] = TransitionTable(
    (
        Transition("file", frozenset({_S.DRAFT}), _S.RECEIVED, _APPLICANTS),
        Transition("review", frozenset({_S.RECEIVED, _S.REVIEW}), _S.REVIEW, _CLERKS),
        Transition(
            "request_supplement", frozenset({_S.RECEIVED, _S.REVIEW}), _S.SUPPLEMENT_WAIT, _CLERKS
        ),
        Transition("supplement", frozenset({_S.SUPPLEMENT_WAIT}), _S.REVIEW, _APPLICANTS),
        *_staying("extend_supplement", frozenset({_S.SUPPLEMENT_WAIT}), _CLERKS),
        *_staying("propose_further_notice", frozenset({_S.REVIEW}), _CLERKS),
        Transition(
            "approve_further_notice", frozenset({_S.REVIEW}), _S.SUPPLEMENT_WAIT, _REVIEWERS
        ),
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
        *(Transition("aid_first", frozenset({at}), at, _REVIEWERS) for at in sorted(_OPEN)),
        Transition("redirect", frozenset({_S.RECEIVED, _S.REVIEW}), _S.NOT_OURS, _REVIEWERS),
        *_staying("leave_group", _OPEN, _APPLICANTS),
        *_staying("refile", frozenset({_S.WITHDRAWN, _S.DEEMED_WITHDRAWN}), _APPLICANTS),
    )
)


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
    supplements: tuple[SupplementNotice, ...] = ()
    further_notice: FurtherNotice | None = None
    packet_digest: str | None = None
    version: int = 1

    @property
    def received_on(self) -> date:
        return law_date(self.received_at)

    @property
    def supplement(self) -> SupplementNotice | None:
        """The notice that counts: the newest."""
        return self.supplements[-1] if self.supplements else None

    def request_supplement(
        self,
        item_codes: tuple[str, ...],
        explanation_codes: tuple[str, ...] = (),
        *,
        due_on: date,
        now: datetime,
    ) -> "Application":
        """Name everything missing, once. Raises SupplementAlreadyRequested (law.md I8)."""
        state = self._after("request_supplement")
        if self.supplement is not None:
            raise SupplementAlreadyRequested(requested_on=law_date(self.supplement.requested_at))
        notice = SupplementNotice(
            item_codes=item_codes,
            explanation_codes=explanation_codes,
            due_on=due_on,
            requested_at=now,
        )
        return replace(self, state=state, supplements=(notice,))

    def extend_supplement(self, until_on: date, *, now: datetime) -> "Application":
        """Move the date once (law.md A4). Raises SupplementAlreadyExtended, SupplementDateOver."""
        state = self._after("extend_supplement")
        notice = self._current_notice().extend(until_on, now=now)
        return replace(self, state=state, supplements=(*self.supplements[:-1], notice))

    def extended_until(self, days: int) -> date:
        """The date of the notice and ``days`` more; the day of receipt where there is none."""
        return (self.supplement.due_on if self.supplement else self.received_on) + timedelta(days)

    def propose_further_notice(self, proposal: FurtherNotice) -> "Application":
        """Raises FirstNoticeNotGiven."""
        state = self._after("propose_further_notice")
        if not self.supplements:
            raise FirstNoticeNotGiven()
        return replace(self, state=state, further_notice=proposal)

    def approve_further_notice(
        self, *, person_id: str, due_on: date, now: datetime
    ) -> "Application":
        """Raises FurtherNoticeNotProposed, ApproverProposedIt."""
        state = self._after("approve_further_notice")
        if self.further_notice is None:
            raise FurtherNoticeNotProposed()
        notice = self.further_notice.approve(person_id=person_id, due_on=due_on, now=now)
        supplements = (*self.supplements, notice)
        return replace(self, state=state, supplements=supplements, further_notice=None)

    def supply(
        self,
        item_codes: frozenset[str],
        explained: frozenset[str] = frozenset(),
        *,
        now: datetime,
    ) -> "Application":
        """Take in what was asked for. Raises SupplementIncomplete naming what is still missing."""
        state = self._after("supplement")
        materials = self.materials | item_codes
        notice = self._current_notice().supply(materials, explained, now=now)
        supplements = (*self.supplements[:-1], notice)
        return replace(self, state=state, materials=materials, supplements=supplements)

    def deem_withdrawn(self, *, now: datetime) -> "Application":
        """Not supplied in time counts as withdrawn, not as refused (法律援助法 43(2))."""
        state = self._after("deem_withdrawn")
        self._current_notice().require_overdue(now=now)
        return replace(self, state=state)

    def redirect(self) -> "Application":
        """Another agency goes on with the matter (P148 10(2), 13(3))."""
        return replace(self, state=self._after("redirect"))

    def leave_group(self) -> "Application":
        """Go on alone, with the same receipt and clocks. Raises GroupAlreadyLeft."""
        state = self._after("leave_group")
        if self.group_id is None:
            raise GroupAlreadyLeft()
        return replace(self, state=state, group_id=None)

    def require_refilable(self) -> None:
        """Filing again is open after any withdrawal (law.md I5). Raises ActNotAllowedNow."""
        self._after("refile")

    def await_cooperation(self) -> "Application":
        """Facts are verified elsewhere (P148 16)."""
        return replace(self, state=self._after("await_cooperation"))

    def go_on(self) -> "Application":
        """The other agency has answered."""
        return replace(self, state=self._after("cooperation_answered"))

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

    def give_aid_first(self) -> "Application":
        """Only while nothing is decided (法律援助法 44); the state stays."""
        return replace(self, state=self._after("aid_first"))

    def correct(self, *, packet_digest: str) -> "Application":
        """Grant what was refused, because the bureau has ordered it (法律援助法 49)."""
        return replace(self, state=self._after("correct"), packet_digest=packet_digest)

    def _after(self, act: str) -> ApplicationState:
        return APPLICATION_TABLE.after(self.state, act)

    def _current_notice(self) -> SupplementNotice:
        """SUPPLEMENT_WAIT is entered through a notice only."""
        assert self.supplement is not None
        return self.supplement
