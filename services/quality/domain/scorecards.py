"""Domain: scorecards (Q-03) - weighted indicators, vetoes and bands, versioned and frozen on a review."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shared.kernel.refusals import NotFound, NotUnderstood

FULL_POINTS = 100
TENTHS = 10


class ScorecardUnknown(NotFound):
    """No such version of a scorecard."""


class IndicatorUnknown(NotUnderstood):
    """The scorecard has no such indicator. Facts: ``code``, ``pointer``."""


class IndicatorMissing(NotUnderstood):
    """Every indicator of the scorecard is judged. Facts: ``codes``."""


class PointsOutOfRange(NotUnderstood):
    """Points run from 0 to 100. Facts: ``code``, ``pointer``."""


class ScorecardUnsound(ValueError):
    """A shipped scorecard contradicts itself; the message says how. Stops the start."""


@dataclass(frozen=True)
class Indicator:
    code: str
    label_zh: str
    label_en: str
    weight: int


@dataclass(frozen=True)
class Veto:
    """One finding that makes the whole file fail, whatever its points."""

    code: str
    label_zh: str
    label_en: str


@dataclass(frozen=True)
class Band:
    code: str
    label_zh: str
    label_en: str
    from_tenths: int


@dataclass(frozen=True)
class Scorecard:
    """One version of the indicators for one kind of work; no ``stages`` means every stage of it."""

    id: str
    kind: str
    stages: tuple[str, ...]
    source: str
    verified: bool
    indicators: tuple[Indicator, ...]
    vetoes: tuple[Veto, ...]
    bands: tuple[Band, ...]
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        """Raises ScorecardUnsound with everything that is wrong."""
        found = list(_faults(self))
        if found:
            raise ScorecardUnsound(f"{self.id}: " + "; ".join(found))


@dataclass(frozen=True)
class Mark:
    """One reviewer's verdict: the weighted total in tenths of a point, and the grade."""

    total_tenths: int
    grade_code: str


def fitting(cards: Iterable[Scorecard], kind: str, stage: str | None) -> list[Scorecard]:
    """The cards for this kind and stage; one made for the stage goes before one for every stage."""
    of_kind = [card for card in cards if card.kind == kind]
    made_for_it = [card for card in of_kind if stage in card.stages]
    return made_for_it or [card for card in of_kind if not card.stages]


def judge(card: Scorecard, points: Mapping[str, int], vetoes: Sequence[str]) -> Mark:
    """Weigh the points; a veto fails the file.

    Raises IndicatorUnknown, IndicatorMissing, PointsOutOfRange.
    """
    _check(card, points, vetoes)
    total = sum(points[i.code] * i.weight for i in card.indicators) * TENTHS // FULL_POINTS
    if vetoes:
        return Mark(total, card.bands[-1].code)
    return Mark(total, next(band.code for band in card.bands if total >= band.from_tenths))


def _faults(card: Scorecard) -> Iterator[str]:
    weights = [indicator.weight for indicator in card.indicators]
    if sum(weights) != FULL_POINTS:
        yield f"the weights sum to {sum(weights)}, not {FULL_POINTS}"
    if any(weight <= 0 for weight in weights):
        yield "a weight is not above 0"
    for name, entries in (("indicator", card.indicators), ("veto", card.vetoes)):
        codes = [entry.code for entry in entries]
        if len(set(codes)) != len(codes):
            yield f"a code of its {name} list stands twice"
    edges = [band.from_tenths for band in card.bands]
    if not edges or edges != sorted(set(edges), reverse=True) or edges[-1] != 0:
        yield "its bands do not fall from the best down to 0"
    if edges and edges[0] > FULL_POINTS * TENTHS:
        yield "its best band is out of reach"


def _check(card: Scorecard, points: Mapping[str, int], vetoes: Sequence[str]) -> None:
    known = {indicator.code for indicator in card.indicators}
    for code in points:
        if code not in known:
            raise IndicatorUnknown(code=code, pointer=f"/points/{code}")
    missing = sorted(known - points.keys())
    if missing:
        raise IndicatorMissing(codes=missing, pointer="/points")
    for code, given in points.items():
        if not 0 <= given <= FULL_POINTS:
            raise PointsOutOfRange(code=code, pointer=f"/points/{code}")
    unknown = sorted(set(vetoes) - {veto.code for veto in card.vetoes})
    if unknown:
        raise IndicatorUnknown(code=unknown[0], pointer="/vetoes")
