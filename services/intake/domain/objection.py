"""Domain: the objection 异议 - the bureau that set up the agency looks at what the agency decided.

法律援助法 49: five days, uphold or order correction, in writing. Never the agency that decided, and
never the person who decided, through whichever account.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.decision import Decision, DecisionOutcome
from shared.kernel.actor import Actor
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class ObjectionNotFound(NotFound):
    """No such objection, or not yours to see."""


class LetterNotFound(NotFound):
    """No decision bears this number, or it is not yours."""


class NothingToObjectTo(Conflict):
    """The decision gave what was asked. Facts: ``outcome``."""


class ObjectionAlreadyFiled(Conflict):
    """One objection per decision is open or decided."""


class ObjectorNotParty(Forbidden):
    """Only the person concerned, a representative, or a clerk for them objects."""


class AgencyJudgesItself(Forbidden):
    """Only the bureau to which the objection went decides it (法律援助法 49). Facts: ``org``."""


class DeciderJudgesObjection(Forbidden):
    """Who made the decision does not judge the objection to it."""


class PostmarkOutOfRange(NotUnderstood):
    """Posted before the decision, or in the future. Facts: ``pointer``."""


class CorrectionOrderBinds(Conflict):
    """The bureau has ordered correction: the agency grants (法律援助法 49)."""


class CourtIsNeverSilent(NotUnderstood):
    """Silence is what a reconsideration body may keep, not a court. Facts: ``pointer``."""


class ContestedKind(StrEnum):
    REFUSAL = "refusal"
    TERMINATION = "termination"


class ObjectionState(StrEnum):
    FILED = "filed"
    UPHELD = "upheld"  # the decision stands
    CORRECTION_ORDERED = "correction_ordered"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"


class Ruling(StrEnum):
    """What the bureau says; each is the act of the same name."""

    UPHOLD = "uphold"
    ORDER_CORRECTION = "order_correction"


class ReviewKind(StrEnum):
    RECONSIDERATION = "reconsideration"  # 行政复议
    COURT = "court"  # 行政诉讼


class ReviewOutcome(StrEnum):
    MAINTAINED = "maintained"
    OVERTURNED = "overturned"
    SILENT = "silent"  # the period of reconsideration ended without an answer


_S = ObjectionState
_BUREAU = frozenset({"bureau_officer"})
_OBJECTORS = frozenset({"applicant", "representative", "intake_clerk", "station_clerk"})

OBJECTION_TABLE: TransitionTable[ObjectionState] = TransitionTable(
    (
        Transition("uphold", frozenset({_S.FILED}), _S.UPHELD, _BUREAU),
        Transition("order_correction", frozenset({_S.FILED}), _S.CORRECTION_ORDERED, _BUREAU),
        Transition("withdraw", frozenset({_S.FILED}), _S.WITHDRAWN, _OBJECTORS | _BUREAU),
        Transition("record_review", frozenset({_S.UPHELD}), _S.UPHELD, _BUREAU),
        Transition("overturn", frozenset({_S.UPHELD}), _S.CORRECTION_ORDERED, _BUREAU),
        Transition(
            "correct",
            frozenset({_S.CORRECTION_ORDERED}),
            _S.CORRECTED,
            frozenset({"reviewer", "agency_head"}),
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class Contested:
    """What is objected to, with where and until when. ``until_on``: None before it was received."""

    kind: ContestedKind
    id: UUID
    letter_no: str
    matter_id: UUID
    agency_org_id: str
    bureau_org_id: str
    decided_on: date
    decided_by: str  # person_id
    until_on: date | None

    def is_late(self, handed_in_on: date) -> bool:
        """Late is flagged and never rejected: the law sets no limit (法律援助法 49; law.md A36)."""
        return self.until_on is not None and handed_in_on > self.until_on


def contested_refusal(made: Decision, letter_no: str) -> Contested:
    """Raises NothingToObjectTo for a grant."""
    if made.outcome is not DecisionOutcome.REFUSE or made.objection_org_id is None:
        raise NothingToObjectTo(outcome=str(made.outcome))
    return Contested(
        kind=ContestedKind.REFUSAL,
        id=made.id,
        letter_no=letter_no,
        matter_id=made.matter_id,
        agency_org_id=made.agency_org_id,
        bureau_org_id=made.objection_org_id,
        decided_on=law_date(made.decided_at),
        decided_by=made.approver_person_id,
        until_on=made.objection_until_on,
    )


def handed_in_on(
    contested: Contested, posted_on: date | None, *, now: datetime, postmark_counts: bool
) -> date:
    """The day that counts: of the postmark by analogy (民事诉讼法 85(4)), else of arrival.

    Raises PostmarkOutOfRange.
    """
    if posted_on is None:
        return law_date(now)
    if not contested.decided_on <= posted_on <= law_date(now):
        raise PostmarkOutOfRange(pointer="/posted_on")
    return posted_on if postmark_counts else law_date(now)


@dataclass(frozen=True, kw_only=True)
class Objection:
    """The aggregate of the bureau. ``result_no`` numbers its written ruling."""

    id: UUID
    objection_no: str
    contested: Contested
    channel: str
    received_at: datetime
    posted_on: date | None
    late: bool
    filed_by: str  # person_id
    state: ObjectionState = ObjectionState.FILED
    result_no: str | None = None
    articles: tuple[str, ...] = ()
    decided_by: str | None = None
    decided_at: datetime | None = None
    corrected_by_id: UUID | None = None  # the grant or reinstatement that followed the order
    version: int = 1

    def rule(
        self, ruling: Ruling, *, result_no: str, articles: tuple[str, ...], by: str, now: datetime
    ) -> "Objection":
        return replace(
            self,
            state=OBJECTION_TABLE.after(self.state, str(ruling)),
            result_no=result_no,
            articles=articles,
            decided_by=by,
            decided_at=now,
        )

    def withdraw(self) -> "Objection":
        return replace(self, state=OBJECTION_TABLE.after(self.state, "withdraw"))

    def hear_review(self, kind: ReviewKind, outcome: ReviewOutcome) -> "Objection":
        """Reconsideration or court: a maintained ruling stands, an overturned one is corrected.

        Raises CourtIsNeverSilent, ActNotAllowedNow.
        """
        if kind is ReviewKind.COURT and outcome is ReviewOutcome.SILENT:
            raise CourtIsNeverSilent(pointer="/outcome")
        act = "overturn" if outcome is ReviewOutcome.OVERTURNED else "record_review"
        return replace(self, state=OBJECTION_TABLE.after(self.state, act))

    def correct(self, corrected_by_id: UUID) -> "Objection":
        """The agency has followed the order."""
        state = OBJECTION_TABLE.after(self.state, "correct")
        return replace(self, state=state, corrected_by_id=corrected_by_id)

    def require_judge(self, actor: Actor) -> None:
        """Raises AgencyJudgesItself, DeciderJudgesObjection."""
        if actor.org_id != self.contested.bureau_org_id:
            raise AgencyJudgesItself(org=self.contested.bureau_org_id)
        if actor.person_id == self.contested.decided_by:
            raise DeciderJudgesObjection()


@dataclass(frozen=True, kw_only=True)
class LaterReview:
    """What a reconsideration body or a court said of the ruling; recorded, never changed."""

    id: UUID
    kind: ReviewKind
    outcome: ReviewOutcome
    body_name: str
    document_no: str | None
    received_on: date  # of silence: the day on which its period ended
