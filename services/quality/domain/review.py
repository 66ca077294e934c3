"""Domain: the file review (Q-04) - two blind reviewers, a third where they differ, a reply, a final grade."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.quality.domain.events import ReviewFinalized
from services.quality.domain.scorecards import Mark
from shared.kernel.refusals import Conflict, Forbidden, NotFound
from shared.kernel.transitions import Transition, TransitionTable

REVIEWERS = 2


class ReviewNotFound(NotFound):
    """There is no such review, or it is not open to you."""


class ProviderNotFound(NotFound):
    """There is no such provider, or the rating is not yours to read."""


class StageHasAReview(Conflict):
    """The stage is under review already."""


class StageNotDrawn(Conflict):
    """Only a stage that the sample drew, or holds in reserve, is reviewed."""


class ReviewerNotIndependent(Forbidden):
    """The reviewer stands too near. Facts: ``reason`` (own_case, own_firm, assigned_it, twice)."""


class ReviewerAlreadyScored(Conflict):
    """One reviewer scores a file once."""


class NotAReviewerOfThisFile(Forbidden):
    """Only its own reviewers score a file."""


class ReplyStillPossible(Conflict):
    """The handler has neither replied nor let the time pass. Facts: ``until``."""


class ReviewState(StrEnum):
    SCORING = "scoring"
    THIRD_NEEDED = "third_needed"  # the two differ
    RE_REVIEW = "re_review"  # the two agree on a grade that nobody gets on two verdicts alone
    REPLY = "reply"
    FINAL = "final"


_OFFICER = frozenset({"quality_officer"})
_SCORERS = frozenset({"quality_reviewer", "panel_member"})
REVIEW_ACTS = TransitionTable[ReviewState](
    [
        Transition("score", frozenset({ReviewState.SCORING}), ReviewState.SCORING, _SCORERS),
        Transition(
            "name_third",
            frozenset({ReviewState.THIRD_NEEDED, ReviewState.RE_REVIEW}),
            ReviewState.SCORING,
            _OFFICER,
        ),
        Transition(
            "reply", frozenset({ReviewState.REPLY}), ReviewState.REPLY, frozenset({"provider"})
        ),
        Transition("finalize", frozenset({ReviewState.REPLY}), ReviewState.FINAL, _OFFICER),
    ]
)
BLIND = frozenset({ReviewState.SCORING, ReviewState.THIRD_NEEDED, ReviewState.RE_REVIEW})


@dataclass(frozen=True)
class CaseTies:
    """Whom a reviewer must stand apart from: frozen on the review when it is opened.

    ``handlers``: accounts that ever handled the matter; ``firm_id``, ``firm_org_id``: the handler's
    unit in the registry and as a tenant; ``assigned_by``: the person who assigned the stage.
    """

    handlers: tuple[str, ...]
    firm_id: str | None
    firm_org_id: str | None
    assigned_by: str | None


@dataclass(frozen=True)
class JudgingRule:
    """From how many tenths of a point on two verdicts differ, and which grades a third confirms."""

    id: str
    limit_tenths: int
    re_review_grades: tuple[str, ...]
    source: str
    verified: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Reviewer:
    """``person_id`` is the human whom independence follows; ``firm_id`` where there is one."""

    subject: str
    person_id: str
    firm_id: str | None = None


@dataclass(frozen=True)
class Score:
    reviewer_person_id: str
    total_tenths: int
    grade_code: str


@dataclass(frozen=True, kw_only=True)
class Review:
    """One stage's file under review. ``reviewers`` in the order they were named."""

    id: UUID
    org_id: str
    sample_id: UUID
    stage_assignment_id: UUID
    matter_id: UUID
    provider_id: UUID
    provider_subject: str
    scorecard_id: str
    state: ReviewState
    reviewers: tuple[Reviewer, ...]
    ties: CaseTies
    divergence_tenths: int
    re_review_grades: tuple[str, ...] = ()
    scores: tuple[Score, ...] = ()
    replied_at: datetime | None = None
    reply_until: datetime | None = None
    grade_code: str | None = None
    score_tenths: int | None = None
    version: int = 1

    def reviewer(self, person_id: str) -> Reviewer:
        """Raises NotAReviewerOfThisFile."""
        for one in self.reviewers:
            if one.person_id == person_id:
                return one
        raise NotAReviewerOfThisFile()

    def with_score(self, person_id: str, mark: Mark, *, reply_until: datetime) -> "Review":
        """Take a verdict; once all are in, open the reply or ask for a third reviewer, who decides.

        Raises ActNotAllowedNow, NotAReviewerOfThisFile, ReviewerAlreadyScored.
        """
        REVIEW_ACTS.after(self.state, "score")
        self.reviewer(person_id)
        if any(score.reviewer_person_id == person_id for score in self.scores):
            raise ReviewerAlreadyScored()
        scores = (*self.scores, Score(person_id, mark.total_tenths, mark.grade_code))
        scored = replace(self, scores=scores)
        if len(scores) < len(self.reviewers):
            return scored
        if len(scores) == REVIEWERS and _differ(scores, self.divergence_tenths):
            return replace(scored, state=ReviewState.THIRD_NEEDED)
        if len(scores) == REVIEWERS and mark.grade_code in self.re_review_grades:
            return replace(scored, state=ReviewState.RE_REVIEW)
        grade, total = _verdict(scores)
        return replace(
            scored,
            state=ReviewState.REPLY,
            grade_code=grade,
            score_tenths=total,
            reply_until=reply_until,
        )

    def with_third(self, reviewer: Reviewer) -> "Review":
        """Raises ActNotAllowedNow."""
        state = REVIEW_ACTS.after(self.state, "name_third")
        return replace(self, state=state, reviewers=(*self.reviewers, reviewer))

    def replied(self, now: datetime) -> "Review":
        """The handler has answered. Raises ActNotAllowedNow."""
        return replace(self, state=REVIEW_ACTS.after(self.state, "reply"), replied_at=now)

    def finalize(self, now: datetime) -> tuple["Review", ReviewFinalized]:
        """Only a final grade leaves the service. Raises ActNotAllowedNow, ReplyStillPossible."""
        state = REVIEW_ACTS.after(self.state, "finalize")
        assert self.reply_until is not None
        assert self.grade_code is not None
        assert self.score_tenths is not None
        if self.replied_at is None and now < self.reply_until:
            raise ReplyStillPossible(until=self.reply_until.isoformat())
        fact = ReviewFinalized(
            review_id=self.id,
            stage_assignment_id=self.stage_assignment_id,
            matter_id=self.matter_id,
            agency_org_id=self.org_id,
            provider_id=self.provider_id,
            grade_code=self.grade_code,
            score_tenths=self.score_tenths,
            finalized_at=now,
        )
        return replace(self, state=state), fact


def require_independent(reviewer: Reviewer, ties: CaseTies, others: Sequence[Reviewer]) -> None:
    """Never handled this matter, not of the handler's firm, did not assign it, not named already.

    Raises ReviewerNotIndependent.
    """
    if reviewer.subject in ties.handlers:
        raise ReviewerNotIndependent(reason="own_case")
    if reviewer.firm_id is not None and reviewer.firm_id in (ties.firm_id, ties.firm_org_id):
        raise ReviewerNotIndependent(reason="own_firm")
    if reviewer.person_id == ties.assigned_by:
        raise ReviewerNotIndependent(reason="assigned_it")
    if any(reviewer.person_id == other.person_id for other in others):
        raise ReviewerNotIndependent(reason="twice")


def _differ(scores: Sequence[Score], limit_tenths: int) -> bool:
    """Too far apart, or in different bands (law.md 8.2)."""
    first, second = scores
    apart = abs(first.total_tenths - second.total_tenths)
    return apart >= limit_tenths or first.grade_code != second.grade_code


def _verdict(scores: Sequence[Score]) -> tuple[str, int]:
    """Two who agree: the mean of their points. Three: the third decides."""
    last = scores[-1]
    if len(scores) > REVIEWERS:
        return last.grade_code, last.total_tenths
    return last.grade_code, sum(score.total_tenths for score in scores) // len(scores)
