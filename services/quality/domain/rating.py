"""Domain: a provider's rating - final scores over a rolling window, the recent ones weighing more (Q-09)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


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
    score_tenths: int
    on: date


@dataclass(frozen=True)
class Rating:
    rating_tenths: int
    review_count: int


def rate(scores: Iterable[FinalScore], as_of: date, rule: RatingRule) -> Rating | None:
    """The weighted mean in tenths of a point, rounded down; None when nothing is in the window."""
    weighed = [(s.score_tenths, _weight(s, as_of, rule)) for s in scores]
    counted = [(score, weight) for score, weight in weighed if weight]
    if not counted:
        return None
    total = sum(score * weight for score, weight in counted)
    return Rating(total // sum(weight for _, weight in counted), len(counted))


def _weight(score: FinalScore, as_of: date, rule: RatingRule) -> int:
    age_days = (as_of - score.on).days
    if age_days > rule.window_days:
        return 0
    return rule.full_weight if age_days <= rule.full_days else rule.half_weight
