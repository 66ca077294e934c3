"""Domain: the scope engine - is this a matter that legal aid covers, by which clauses.

Rules are dated rows. Every rule of the day is looked at and answers with its clause; all that match
count, and the most favorable decides: a maltreated minor is never means-tested (法律援助法 32(4)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.intake.domain.facts import CaseFacts, plain
from shared.kernel.policy import RowRef, digest


class Layer(StrEnum):
    """Whose rule it is. A rule of one layer never replaces one of another."""

    NATIONAL = "national"
    REGION = "region"
    MUNICIPAL = "municipal"


class Effect(StrEnum):
    INCLUDES = "includes"
    EXCLUDES = "excludes"
    REFERS = "refers"  # covered or not, a person looks first: 法律援助法 69


class MeansTest(StrEnum):
    """Whether income is looked at, from the most favorable to the least."""

    NOT_TESTED = "not_tested"  # notice situations: 法律援助法 25, 28
    WAIVED = "waived"  # 法律援助法 32, and criminal "other reasons" (24)
    REQUIRED = "required"


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """All filled conditions must hold; an empty one asks nothing."""

    kinds: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    standings: frozenset[str] = frozenset()
    tags_any: frozenset[str] = frozenset()
    tags_all: frozenset[str] = frozenset()
    circumstances_any: frozenset[str] = frozenset()
    circumstances_all: frozenset[str] = frozenset()
    circumstances_none: frozenset[str] = frozenset()

    def failing(self, facts: CaseFacts) -> tuple[str, ...]:
        """The names of the conditions that the facts do not meet."""
        return tuple(name for name, asked, held in self._questions(facts) if asked and not held)

    def _questions(self, facts: CaseFacts) -> tuple[tuple[str, bool, bool], ...]:
        singles = (
            ("kinds", self.kinds, facts.kind),
            ("services", self.services, facts.service),
            ("stages", self.stages, facts.stage),
            ("causes", self.causes, facts.cause_code),
            ("standings", self.standings, facts.standing),
        )
        sets = (
            ("tags_any", self.tags_any, bool(self.tags_any & facts.tags)),
            ("tags_all", self.tags_all, self.tags_all <= facts.tags),
            (
                "circumstances_any",
                self.circumstances_any,
                bool(self.circumstances_any & facts.circumstances),
            ),
            (
                "circumstances_all",
                self.circumstances_all,
                self.circumstances_all <= facts.circumstances,
            ),
            (
                "circumstances_none",
                self.circumstances_none,
                not self.circumstances_none & facts.circumstances,
            ),
        )
        return (
            *((name, bool(asked), value in asked) for name, asked, value in singles),
            *((name, bool(asked), held) for name, asked, held in sets),
        )


@dataclass(frozen=True, kw_only=True)
class ScopeRule:
    """One dated row of ``policy/scope_rules.toml``.

    ``layer`` keeps national, regional and municipal items apart, so that a national update can
    never delete a municipal one (包府发〔2024〕3号 二(五)).
    """

    id: str
    article: str
    layer: Layer
    ground: str
    effect: Effect
    means: MeansTest
    needs_approver: bool
    when: Conditions
    valid_from: date
    valid_to: date | None
    source: str
    label_zh: str
    label_en: str

    @property
    def ref(self) -> RowRef:
        return RowRef("scope_rules", self.id, digest(plain(self)), self.source)

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class RuleLook:
    """What looking at one rule gave: matched, or the conditions that failed."""

    rule: ScopeRule
    failing: tuple[str, ...]

    @property
    def matched(self) -> bool:
        return not self.failing


@dataclass(frozen=True)
class ScopeAnswer:
    """In or out, with every rule that was looked at."""

    looks: tuple[RuleLook, ...]

    @property
    def inclusions(self) -> tuple[ScopeRule, ...]:
        """Matching rules, the most favorable first."""
        return tuple(sorted(self._matching(Effect.INCLUDES), key=_favor))

    @property
    def exclusions(self) -> tuple[ScopeRule, ...]:
        return self._matching(Effect.EXCLUDES)

    @property
    def referrals(self) -> tuple[ScopeRule, ...]:
        """Why a person looks before a grant."""
        return self._matching(Effect.REFERS)

    @property
    def inside(self) -> bool:
        return bool(self.inclusions) and not self.exclusions

    @property
    def decisive(self) -> ScopeRule | None:
        """The rule that decides: the most favorable one, or the exclusion that bars them all."""
        return next(iter(self.exclusions or self.inclusions), None)

    def _matching(self, effect: Effect) -> tuple[ScopeRule, ...]:
        return tuple(
            look.rule for look in self.looks if look.matched and look.rule.effect is effect
        )


def evaluate_scope(facts: CaseFacts, rules: Iterable[ScopeRule]) -> ScopeAnswer:
    """Look at every rule that holds on the day of receipt (law.md A37)."""
    held = sorted((r for r in rules if r.holds_on(facts.received_on)), key=lambda rule: rule.id)
    return ScopeAnswer(tuple(RuleLook(rule, rule.when.failing(facts)) for rule in held))


_MEANS_ORDER = {MeansTest.NOT_TESTED: 0, MeansTest.WAIVED: 1, MeansTest.REQUIRED: 2}


def _favor(rule: ScopeRule) -> tuple[bool, int, str]:
    # A ground that waits for an approver is tried after those that stand by themselves.
    return (rule.needs_approver, _MEANS_ORDER[rule.means], rule.id)
