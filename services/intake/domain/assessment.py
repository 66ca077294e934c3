"""Domain: scope and hardship together give a recommendation and a packet that anyone can recompute.

A machine never refuses: the recommendation goes to a named approver (法律援助法 43, 61(1)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from services.intake.domain.facts import Household, plain
from services.intake.domain.hardship import (
    HardshipAnswer,
    HardshipOutcome,
    HardshipPolicy,
    Inquiry,
    examine_hardship,
)
from services.intake.domain.scope import MeansTest, ScopeAnswer, ScopeRule, evaluate_scope
from shared.kernel.policy import RowRef, canonical, digest

OUT_OF_SCOPE = "OUT_OF_SCOPE"
ABOVE_LINE = "HARDSHIP_ABOVE_LINE"

SPECIAL_STEP = "H7"

PACKET_FORM = 1  # the packet's own layout: a new layout gets a new number


class Recommendation(StrEnum):
    GRANT = "grant"
    HUMAN = "human"  # the rules leave room: a person weighs it
    REFUSE = "refuse"


@dataclass(frozen=True)
class Assessment:
    """What the rules say of one matter, and everything they looked at."""

    recommendation: Recommendation
    decisive: ScopeRule | None
    scope: ScopeAnswer
    hardship: HardshipAnswer | None
    reasons: tuple[str, ...]
    packet: dict[str, Any]

    @property
    def packet_digest(self) -> str:
        return digest(self.packet)

    @property
    def rests_on_discretion(self) -> bool:
        """Whether a grant would rest on a ground that an approver must weigh and explain.

        Other reasons (法律援助法 24) and the relaxation for special cases (包府发〔2024〕3号 二(四)).
        """
        relaxed = self.hardship is not None and self.hardship.step == SPECIAL_STEP
        return relaxed or (self.decisive is not None and self.decisive.needs_approver)

    @property
    def grounds(self) -> tuple[str, ...]:
        return tuple(rule.ground for rule in self.scope.inclusions) if self.scope.inside else ()


def assess(inquiry: Inquiry, rules: Iterable[ScopeRule], policy: HardshipPolicy) -> Assessment:
    """Apply all rules of the day of receipt. Raises what ``examine_hardship`` raises."""
    scope = evaluate_scope(inquiry.facts, rules)
    if not scope.inside:
        grounds = tuple(rule.ground for rule in scope.exclusions) or (OUT_OF_SCOPE,)
        return _finding(inquiry, scope, None, Recommendation.REFUSE, scope.decisive, grounds)
    first, waiting = scope.inclusions[0], _waiting_for_approver(scope)
    unstated = inquiry.household is None and first.means is MeansTest.REQUIRED
    if waiting is not None and (first.needs_approver or unstated):
        reason = (waiting.ground,)
        return _finding(inquiry, scope, None, Recommendation.HUMAN, waiting, reason)
    hardship = examine_hardship(inquiry, first.means, policy)
    if not hardship.outcome.qualifies:
        return _not_qualified(inquiry, scope, hardship)
    if scope.referrals and first.means is not MeansTest.NOT_TESTED:
        referred = tuple(rule.ground for rule in scope.referrals)
        return _finding(inquiry, scope, hardship, Recommendation.HUMAN, first, referred)
    return _finding(inquiry, scope, hardship, Recommendation.GRANT, first, (first.ground,))


def _not_qualified(inquiry: Inquiry, scope: ScopeAnswer, hardship: HardshipAnswer) -> Assessment:
    """Above the line, another ground may still be weighed by a person (法律援助法 24)."""
    waiting = _waiting_for_approver(scope)
    if waiting is not None:
        both = (hardship.step, waiting.ground)
        return _finding(inquiry, scope, hardship, Recommendation.HUMAN, waiting, both)
    if hardship.outcome is HardshipOutcome.HUMAN:
        reasons = (hardship.trace[-1].note.upper(),)
        return _finding(inquiry, scope, hardship, Recommendation.HUMAN, scope.decisive, reasons)
    return _finding(inquiry, scope, hardship, Recommendation.REFUSE, scope.decisive, (ABOVE_LINE,))


def _waiting_for_approver(scope: ScopeAnswer) -> ScopeRule | None:
    return next((rule for rule in scope.inclusions if rule.needs_approver), None)


def _finding(
    inquiry: Inquiry,
    scope: ScopeAnswer,
    hardship: HardshipAnswer | None,
    recommendation: Recommendation,
    decisive: ScopeRule | None,
    reasons: tuple[str, ...],
) -> Assessment:
    packet = {
        "form": PACKET_FORM,
        "facts": plain(inquiry.facts),
        "household": _household(inquiry.household),
        "materials": plain(inquiry.materials),
        "area_code": inquiry.area_code,
        "scope": [_look(look.rule, look.failing) for look in scope.looks],
        "hardship": plain(hardship),
        "recommendation": str(recommendation),
        "decisive": decisive.id if decisive else None,
        "reasons": list(reasons),
    }
    return Assessment(recommendation, decisive, scope, hardship, reasons, packet)


def _household(household: Household | None) -> dict[str, Any] | None:
    """The statement with its members in one order, so that telling them in another changes nothing."""
    if household is None:
        return None
    told: dict[str, Any] = plain(household)
    return {**told, "members": sorted(told["members"], key=canonical)}


def _look(rule: ScopeRule, failing: tuple[str, ...]) -> dict[str, Any]:
    ref: RowRef = rule.ref
    return {
        "rule": rule.id,
        "article": rule.article,
        "digest": ref.digest,
        "matched": not failing,
        "failing": list(failing),
    }
