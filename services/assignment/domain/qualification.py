"""Domain: who may do what at all (law.md 4.1) and the hard constraints that no one may override."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.assignment.domain.registry import Standing, has_years, years_later

CRIMINAL_SERVICE = "CRIM"
HANDLERS_PER_PARTY_MAX = 2  # 刑事诉讼法 33; 民事诉讼法 61
BENCH_BAR_YEARS = 2  # 律师法 41


@dataclass(frozen=True, kw_only=True)
class CaseNeed:
    """What the case asks of its handler on ``on``, the day of the check."""

    stage_assignment_id: UUID
    matter_id: UUID
    kind: str
    service: str
    stage: str
    on: date
    cause_code: str = ""
    by_notice: bool = False
    defense_years_min: int = 0
    minor: bool = False
    language: str = "zh"
    sign_language: bool = False
    gender_preference: str | None = None
    handlers_already: int = 0


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """One provider as the matching sees him or her on the day; plain values, kept in the record."""

    provider_id: UUID
    firm_id: UUID
    kind: str
    standing: Standing
    firm_standing: Standing
    licensed_on: date | None
    criminal_defense_since: date | None = None
    minors_experience: bool = False
    left_bench_on: date | None = None
    gender: str | None = None
    specialities: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    capacity: int = 10
    open_count: int = 0
    recent_count: int = 0
    rating_tenths: int | None = None
    prior_handler: bool = False
    conflicts: tuple[str, ...] = ()  # rules hit in the conflict check: G3, G4, G9


@dataclass(frozen=True)
class Permission:
    """A row of ``policy/qualification.toml``: this kind of provider may give this service.

    ``except_stages`` are closed to the kind; ``notice_cases`` says whether an organ's notice,
    which asks for a lawyer, may be given to it; ``licensed`` whether a license date is needed.
    """

    provider_kind: str
    service: str
    except_stages: tuple[str, ...]
    notice_cases: bool
    licensed: bool
    source: str


@dataclass(frozen=True)
class Constraint:
    """One hard rule: its id, its article, and why it bars a candidate (None: it does not)."""

    rule: str
    article: str
    bars: Callable[[CaseNeed, Candidate], str | None]


@dataclass(frozen=True)
class Check:
    """What one hard rule said of one candidate; ``reason`` is None when it was passed."""

    rule: str
    reason: str | None


Permissions = Mapping[tuple[str, str], Permission]


def constraints(permissions: Permissions) -> tuple[Constraint, ...]:
    """Every hard rule in the order of the record; G0 is the who-may-do-what table."""

    def may_not(need: CaseNeed, candidate: Candidate) -> str | None:
        return _kind_bar(need, candidate, permissions.get((candidate.kind, need.service)))

    return (
        Constraint("G0", "法律援助法 12、13、17；刑事诉讼法 34", may_not),
        Constraint("G1", "法律援助法 26；P148 26(1)", _years_bar),
        Constraint("G2", "P148 26(2)；未成年人保护法 104", _minors_bar),
        Constraint("G3", "刑诉法解释 43(2)", _conflict("G3", "defends_a_co_accused")),
        Constraint("G4", "律师法 39", _conflict("G4", "acts_for_the_other_side")),
        Constraint("G5", "律师法 41", _bench_bar),
        Constraint("G6", "刑事诉讼法 33；民事诉讼法 61", _count_bar),
        Constraint("G7", "律师法 13", _standing_bar),
        Constraint("G9", "刑诉法解释 43(2)", _conflict("G9", "helped_several_co_suspects")),
    )


def check(need: CaseNeed, candidate: Candidate, rules: tuple[Constraint, ...]) -> tuple[Check, ...]:
    """Every rule's answer: no early stop, so that the record shows all that speaks against someone."""
    return tuple(Check(rule.rule, rule.bars(need, candidate)) for rule in rules)


def _kind_bar(need: CaseNeed, candidate: Candidate, permission: Permission | None) -> str | None:
    if permission is None:
        return "kind_may_not_give_service"
    if need.stage in permission.except_stages:
        return "kind_may_not_act_at_stage"
    if need.by_notice and not permission.notice_cases:
        return "notice_asks_for_a_lawyer"
    if permission.licensed and candidate.licensed_on is None:
        return "no_license_date"
    return None


def _years_bar(need: CaseNeed, candidate: Candidate) -> str | None:
    """The law asks years of related practice, the order years of defence: both must hold."""
    years = need.defense_years_min
    if years == 0:
        return None
    if not has_years(candidate.licensed_on, years, need.on):
        return "practice_too_short"
    if not has_years(candidate.criminal_defense_since, years, need.on):
        return "criminal_defense_too_short"
    return None


def _minors_bar(need: CaseNeed, candidate: Candidate) -> str | None:
    return "does_not_know_minors" if need.minor and not candidate.minors_experience else None


def _bench_bar(need: CaseNeed, candidate: Candidate) -> str | None:
    left = candidate.left_bench_on
    if left is not None and need.on < years_later(left, BENCH_BAR_YEARS):
        return "left_the_bench_too_recently"
    return None


def _count_bar(need: CaseNeed, candidate: Candidate) -> str | None:
    del candidate  # the party's handlers are counted, whoever comes next
    return "party_has_two_handlers" if need.handlers_already >= HANDLERS_PER_PARTY_MAX else None


def _standing_bar(need: CaseNeed, candidate: Candidate) -> str | None:
    if candidate.standing is not Standing.ACTIVE:
        return str(candidate.standing)
    if candidate.firm_standing is not Standing.ACTIVE:
        return f"firm_{candidate.firm_standing}"
    if candidate.licensed_on is not None and candidate.licensed_on > need.on:
        return "license_not_yet_valid"
    return None


def _conflict(rule: str, reason: str) -> Callable[[CaseNeed, Candidate], str | None]:
    def bars(need: CaseNeed, candidate: Candidate) -> str | None:
        del need
        return reason if rule in candidate.conflicts else None

    return bars
