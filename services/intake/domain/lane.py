"""Domain: the fast lane 快速通道 - matters whose papers already answer every question.

One officer, the same day, nothing asked twice. The lane only orders the work: it grants nothing by
itself, and where the rules would refuse, the matter leaves the lane for a person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from services.intake.domain.assessment import Assessment, Recommendation
from services.intake.domain.hardship import HardshipOutcome
from services.intake.domain.scope import MeansTest
from shared.kernel.refusals import Conflict

NO_WAY_IN = "NO_WAY_IN"  # no quick ground applies
NEEDS_PERSON = "NEEDS_PERSON"  # the rules leave room
FINDINGS_REFUSE = "FINDINGS_REFUSE"
NOT_ASSESSED = "NOT_ASSESSED"  # a statement or a policy row is missing
PAPERS_AWAITED = "PAPERS_AWAITED"


class AskedTwice(Conflict):
    """What was handed in, or is answered by shared data, is not asked again. Facts: ``items``."""


class Lane(StrEnum):
    FAST = "fast"
    STANDARD = "standard"


@dataclass(frozen=True, kw_only=True)
class LaneWay:
    """One way into the fast lane; a row of ``policy/lane.toml``. What is filled must hold.

    ``materials``: all of them are there.
    """

    code: str
    article: str
    means: frozenset[MeansTest] = frozenset()
    outcomes: frozenset[HardshipOutcome] = frozenset()
    tags_any: frozenset[str] = frozenset()
    materials: frozenset[str] = frozenset()
    label_zh: str
    label_en: str

    def open_to(
        self, assessment: Assessment, tags: frozenset[str], materials: frozenset[str]
    ) -> bool:
        decisive, hardship = assessment.decisive, assessment.hardship
        return (
            (not self.means or (decisive is not None and decisive.means in self.means))
            and (not self.outcomes or (hardship is not None and hardship.outcome in self.outcomes))
            and (not self.tags_any or bool(self.tags_any & tags))
            and self.materials <= materials
        )


@dataclass(frozen=True)
class LaneAnswer:
    """Fast with the ways that lead in, or standard with the reasons for leaving."""

    lane: Lane = Lane.STANDARD
    reasons: tuple[str, ...] = field(default=(NOT_ASSESSED,))

    @property
    def fast(self) -> bool:
        return self.lane is Lane.FAST


UNPLACED = LaneAnswer()


def lane(
    assessment: Assessment | None,
    ways: Iterable[LaneWay],
    *,
    tags: frozenset[str],
    materials: frozenset[str],
    papers_awaited: bool,
) -> LaneAnswer:
    """Which lane the application is in now. ``assessment`` is None where none could be made."""
    if assessment is None:
        return UNPLACED
    found = tuple(way.code for way in ways if way.open_to(assessment, tags, materials))
    leaving = _LEAVING.get(assessment.recommendation)
    reasons = [reason for reason in (leaving, PAPERS_AWAITED if papers_awaited else None) if reason]
    if not found and leaving is None:
        reasons.insert(0, NO_WAY_IN)
    return LaneAnswer(Lane.STANDARD, tuple(reasons)) if reasons else LaneAnswer(Lane.FAST, found)


def require_not_known(
    asked: Iterable[str],
    held: frozenset[str],
    answered_by: Mapping[str, frozenset[str]],
    *,
    fast: bool,
) -> None:
    """``answered_by``: which papers a held paper makes needless. Raises AskedTwice.

    A held paper may be asked for again where it has a fault; in the fast lane it had none.
    """
    known = frozenset[str]().union(*(answered_by.get(item, ()) for item in held))
    again = sorted(set(asked) & (known | held if fast else known))
    if again:
        raise AskedTwice(items=again)


_LEAVING = {
    Recommendation.REFUSE: FINDINGS_REFUSE,
    Recommendation.HUMAN: NEEDS_PERSON,
}
