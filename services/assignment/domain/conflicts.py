"""Domain: conflicts of interest over keyed city-wide tokens, and the proof that they were looked for.

No name is compared, only tokens: the same person gives the same token in every agency and service.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.kernel.policy import digest

CO_ACCUSED_HELPED_MAX = 1  # a second co-suspect helped on duty bars later defence (G9)


@dataclass(frozen=True, kw_only=True)
class CaseTokens:
    """The people of one stage assignment as keyed tokens.

    ``co_accused`` holds one token per criminal case or group of linked crimes; ``linked_parties``
    the parties of every other matter in the city that shares one of them.
    """

    stage_assignment_id: UUID
    matter_id: UUID
    party: frozenset[str] = frozenset()
    opponent: frozenset[str] = frozenset()
    co_accused: frozenset[str] = frozenset()
    linked_parties: frozenset[str] = frozenset()

    @property
    def all(self) -> frozenset[str]:
        return self.party | self.opponent | self.co_accused


@dataclass(frozen=True, kw_only=True)
class Holding:
    """A stage assignment that a provider holds or held, anywhere in the city."""

    stage_assignment_id: UUID
    matter_id: UUID
    provider_id: UUID
    open: bool
    party: frozenset[str]
    opponent: frozenset[str] = frozenset()
    co_accused: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class DutyHelp:
    """The tokens of those whom a provider has helped as duty lawyer."""

    provider_id: UUID
    tokens: frozenset[str]


@dataclass(frozen=True)
class ConflictHit:
    """Which rule bars whom, and the stage assignment in which it lies (None: duty help)."""

    rule: str
    provider_id: UUID
    stage_assignment_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ConflictProof:
    """What was searched and compared, as digests, and what was found: the check was run (N9)."""

    checked_on: date
    case_digest: str
    searched_count: int
    compared_count: int
    compared_digest: str
    hits: tuple[ConflictHit, ...]


def check_conflicts(
    case: CaseTokens,
    *,
    holdings: Iterable[Holding],
    helps: Iterable[DutyHelp],
    searched_count: int,
    on: date,
) -> ConflictProof:
    """Run G3, G4 and G9 against all that shares a token with the case.

    ``searched_count`` is how many holdings of the city were searched for a shared token.
    """
    held = sorted(holdings, key=lambda h: (str(h.provider_id), str(h.stage_assignment_id)))
    helped = sorted(helps, key=lambda h: str(h.provider_id))
    hits = [hit for holding in held for hit in _hits_in(case, holding)]
    hits += [hit for help_given in helped for hit in _hits_on_duty(case, help_given)]
    return ConflictProof(
        checked_on=on,
        case_digest=digest([sorted(case.party), sorted(case.opponent), sorted(case.co_accused)]),
        searched_count=searched_count,
        compared_count=len(held) + len(helped),
        compared_digest=digest([_compared(h) for h in held] + [sorted(h.tokens) for h in helped]),
        hits=tuple(hits),
    )


def _compared(holding: Holding) -> list[object]:
    tokens = [sorted(holding.party), sorted(holding.opponent), sorted(holding.co_accused)]
    return [str(holding.provider_id), str(holding.stage_assignment_id), holding.open, *tokens]


def _hits_in(case: CaseTokens, holding: Holding) -> list[ConflictHit]:
    if holding.stage_assignment_id == case.stage_assignment_id:
        return []
    found = []
    if _defends_co_accused(case, holding):
        found.append(ConflictHit("G3", holding.provider_id, holding.stage_assignment_id))
    if _acts_for_both_sides(case, holding):
        found.append(ConflictHit("G4", holding.provider_id, holding.stage_assignment_id))
    return found


def _defends_co_accused(case: CaseTokens, holding: Holding) -> bool:
    """One defender, one accused: linked crimes tried apart count too (刑诉法解释 43(2)).

    The same person at another stage is no second accused, and a closed defence still bars.
    """
    return bool(case.co_accused & holding.co_accused) and not case.party & holding.party


def _acts_for_both_sides(case: CaseTokens, holding: Holding) -> bool:
    """No lawyer for both sides (律师法 39).

    Acting against a present client bars while that case is open; the mirrored dispute bars for ever.
    """
    for_opponent = bool(holding.party & case.opponent)
    against_party = bool(holding.opponent & case.party)
    return (for_opponent and against_party) or (holding.open and (for_opponent or against_party))


def _hits_on_duty(case: CaseTokens, given: DutyHelp) -> list[ConflictHit]:
    """Duty help to several co-suspects is never refused, but bars their later defence (G9)."""
    known = given.tokens & (case.party | case.linked_parties)
    if not case.co_accused or len(known) <= CO_ACCUSED_HELPED_MAX:
        return []
    return [ConflictHit("G9", given.provider_id, None)]
