"""Domain: a provider's rating - final scores over a rolling window, the recent ones weighing more (Q-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class RatingRule:
    """Scores older than ``window_days`` drop out; those older than ``full_days`` weigh half."""

    id: str
    window_days: int
    full_days: int
    full_weight: int
    half_weight: int
    source: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class FinalScore:
    review_id: UUID
    score_tenths: int
    on: date


@dataclass(frozen=True)
class RatingPart:
    """One score in the window with what it weighs."""

    review_id: UUID
    score_tenths: int
    on: date
    weight: int


@dataclass(frozen=True)
class Rating:
    """``parts``, newest first, explain the number under ``rule_id``."""

    rating_tenths: int
    parts: tuple[RatingPart, ...]
    rule_id: str

    @property
    def review_count(self) -> int:
        return len(self.parts)


def rate(scores: Iterable[FinalScore], as_of: date, rule: RatingRule) -> Rating | None:
    """The weighted mean in tenths of a point, rounded down; None when nothing is in the window."""
    weighed = [
        RatingPart(s.review_id, s.score_tenths, s.on, _weight(s, as_of, rule)) for s in scores
    ]
    parts = [part for part in weighed if part.weight]
    if not parts:
        return None
    parts.sort(key=lambda part: (part.on, str(part.review_id)), reverse=True)
    total = sum(part.score_tenths * part.weight for part in parts)
    return Rating(total // sum(part.weight for part in parts), tuple(parts), rule.id)


def _weight(score: FinalScore, as_of: date, rule: RatingRule) -> int:
    age_days = (as_of - score.on).days
    if age_days > rule.window_days:
        return 0
    return rule.full_weight if age_days <= rule.full_days else rule.half_weight
