"""Domain: rank the candidates of a case - hard rules first, then weighted soft factors.

Every factor looks at one candidate alone, in whole thousandths, so taking one away never changes
the order of the others; ties fall by a digest of the seed, never by input order (N1).
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.assignment.domain.qualification import (
    Candidate,
    CaseNeed,
    Check,
    Constraint,
    check,
)
from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict

FULL = 1000  # a factor's best value
SIGN_LANGUAGE = "sgn"
COMMON_LANGUAGE = "zh"


class NobodyQualified(Conflict):
    """Every candidate was removed by a hard rule. Facts: ``removed_by`` (``G1×3``)."""


class UnitHasNoQualifiedHandler(Conflict):
    """No provider of that unit passes the hard rules. Facts: ``removed_by``."""


class HandlerNotQualified(Conflict):
    """A hard rule bars this provider; no override exists. Facts: ``rules``, ``reasons``."""


class OverrideReasonMissing(Conflict):
    """Another than the first-ranked unit may be chosen only for a recorded reason."""


@dataclass(frozen=True)
class Weights:
    """A dated row of ``policy/weights.toml``: what each soft factor counts."""

    version: str
    valid_from: date
    valid_to: date | None
    factors: Mapping[str, int]
    recent_cases_full: int  # so many new cases in the window leave nothing of the spread factor
    recent_window_days: int
    unrated_tenths: int  # the rating assumed for those never reviewed
    source: str

    @property
    def digest(self) -> str:
        return digest({**vars(self), "factors": dict(self.factors)})


@dataclass(frozen=True)
class Factor:
    """A soft factor of one candidate: ``value`` in thousandths times ``weight``."""

    name: str
    value: int
    weight: int


@dataclass(frozen=True)
class Assessed:
    """One candidate with every rule's answer and every factor's value."""

    candidate: Candidate
    checks: tuple[Check, ...]
    factors: tuple[Factor, ...]
    tie_break: str

    @property
    def qualified(self) -> bool:
        return not self.barred_by

    @property
    def barred_by(self) -> tuple[Check, ...]:
        return tuple(c for c in self.checks if c.reason is not None)

    @property
    def score(self) -> int:
        return sum(factor.value * factor.weight for factor in self.factors)


@dataclass(frozen=True)
class Ranking:
    """The answer: the qualified in order, the removed with their reasons, and what it rests on."""

    seed: str
    weights_version: str
    weights_digest: str
    ranked: tuple[Assessed, ...]
    removed: tuple[Assessed, ...]

    def removed_by(self, firm_id: UUID | None = None) -> dict[str, int]:
        """How many candidates each rule removed, in the whole city or in one unit."""
        removed = [a for a in self.removed if firm_id in (None, a.candidate.firm_id)]
        return dict(sorted(Counter(c.rule for a in removed for c in a.barred_by).items()))

    def require_unit(self, firm_id: UUID, override_reason: str | None) -> None:
        """Refuse a unit without a qualified handler, or one passed over to without a reason.

        Raises NobodyQualified, UnitHasNoQualifiedHandler or OverrideReasonMissing.
        """
        if not self.ranked:
            raise NobodyQualified(removed_by=_counted(self.removed_by()))
        if all(a.candidate.firm_id != firm_id for a in self.ranked):
            raise UnitHasNoQualifiedHandler(removed_by=_counted(self.removed_by(firm_id)))
        if self.ranked[0].candidate.firm_id != firm_id and override_reason is None:
            raise OverrideReasonMissing()

    def require_handler(self, provider_id: UUID) -> None:
        """Raises HandlerNotQualified with the rules that bar the provider."""
        for assessed in self.removed:
            if assessed.candidate.provider_id == provider_id:
                barred = assessed.barred_by
                raise HandlerNotQualified(
                    rules=[c.rule for c in barred], reasons=[c.reason for c in barred]
                )


def _counted(removed: Mapping[str, int]) -> list[str]:
    return [f"{rule}×{count}" for rule, count in removed.items()]


def rank(
    need: CaseNeed,
    candidates: Iterable[Candidate],
    *,
    rules: tuple[Constraint, ...],
    weights: Weights,
    seed: str,
) -> Ranking:
    """Assess every candidate and put the qualified in order: score, then the seeded tie-break."""
    assessed = [_assess(need, c, rules=rules, weights=weights, seed=seed) for c in candidates]
    assessed.sort(key=lambda a: (-a.score, a.tie_break))
    return Ranking(
        seed=seed,
        weights_version=weights.version,
        weights_digest=weights.digest,
        ranked=tuple(a for a in assessed if a.qualified),
        removed=tuple(a for a in assessed if not a.qualified),
    )


def _assess(
    need: CaseNeed,
    candidate: Candidate,
    *,
    rules: tuple[Constraint, ...],
    weights: Weights,
    seed: str,
) -> Assessed:
    factors = tuple(
        Factor(name, FACTORS[name](need, candidate, weights), weight)
        for name, weight in sorted(weights.factors.items())
    )
    tie_break = hashlib.sha256(f"{seed}:{candidate.provider_id}".encode()).hexdigest()
    return Assessed(candidate, check(need, candidate, rules), factors, tie_break)


def _load(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    """What is left of the capacity."""
    free = max(candidate.capacity - candidate.open_count, 0)
    return FULL * free // max(candidate.capacity, 1)


def _spread(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    """The fewer new cases in the window, the more: work goes round."""
    free = max(weights.recent_cases_full - candidate.recent_count, 0)
    return FULL * free // weights.recent_cases_full


def _language(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    """Parties may use their own language (刑事诉讼法 9; 民事诉讼法 11); accessibility 法律援助法 45."""
    wanted = {need.language} - {COMMON_LANGUAGE}
    wanted |= {SIGN_LANGUAGE} if need.sign_language else set()
    spoken = wanted & set(candidate.languages)
    return FULL * len(spoken) // len(wanted) if wanted else FULL


def _gender(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    return FULL if need.gender_preference in (None, candidate.gender) else 0


def _speciality(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    """A team chosen by expertise and case type (包府发〔2024〕3号 二(二); P148 25)."""
    return FULL if {need.cause_code, need.kind} & set(candidate.specialities) else 0


def _quality(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    rating = candidate.rating_tenths
    return min(weights.unrated_tenths if rating is None else rating, FULL)


def _continuity(need: CaseNeed, candidate: Candidate, weights: Weights) -> int:
    return FULL if candidate.prior_handler else 0


FACTORS: Mapping[str, Callable[[CaseNeed, Candidate, Weights], int]] = {
    "load": _load,
    "spread": _spread,
    "language": _language,
    "gender": _gender,
    "speciality": _speciality,
    "quality": _quality,
    "continuity": _continuity,
}
