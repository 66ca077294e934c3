"""Domain: the hardship engine - ordered steps H1..H7, exact arithmetic, and a trace.

Nothing is divided: the household's income is compared with heads x line, both in fen and in the
line's own period, so a boundary is decided to the fen. Equal is within the line (民法典 1259).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.intake.domain.facts import CaseFacts, Household, Member, Population, plain
from services.intake.domain.scope import Layer, MeansTest
from shared.kernel.policy import RowRef, digest, row_on
from shared.kernel.refusals import Conflict, PolicyRowMissing

MONTHS_PER_YEAR = 12


class HouseholdStatementMissing(Conflict):
    """This matter is means-tested and no statement of means was given: ask for it once."""


class HardshipOutcome(StrEnum):
    NOT_TESTED = "not_tested"  # H1, H2
    EXEMPT = "exempt"  # H3: 免予核查
    DEEMED = "deemed"  # H4: 视为经济困难
    HARDSHIP = "hardship"  # H6
    HUMAN = "human"  # grey band, foreign row or special case: a person decides
    ABOVE = "above"

    @property
    def qualifies(self) -> bool:
        return self not in (HardshipOutcome.HUMAN, HardshipOutcome.ABOVE)


class Period(StrEnum):
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, kw_only=True)
class HardshipStandard:
    """One dated line of an area and population, per head; inclusive (法律援助法 34)."""

    row_id: str
    area_code: str
    population: Population
    period: Period
    amount_fen: int
    valid_from: date
    valid_to: date | None
    doc_no: str
    source: str

    @property
    def year_fen(self) -> int:
        return self.amount_fen * (MONTHS_PER_YEAR if self.period is Period.MONTH else 1)

    @property
    def ref(self) -> RowRef:
        return RowRef("hardship_standard", self.row_id, digest(plain(self)), self.source)


@dataclass(frozen=True, kw_only=True)
class ProvenClass:
    """A class exempt from checks once papers show it (法律援助法 42), or deemed to be in hardship.

    ``proofs``: any one of these materials; those in ``claim_proofs`` speak for several classes, so
    the person says for which. ``causes``, ``tags`` and ``circumstances`` narrow it, empty = no
    narrowing.
    """

    code: str
    article: str
    layer: Layer
    proofs: frozenset[str]
    claim_proofs: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    circumstances: frozenset[str] = frozenset()
    valid_from: date
    valid_to: date | None
    source: str
    label_zh: str
    label_en: str

    def proven(self, inquiry: "Inquiry", claimed: frozenset[str]) -> bool:
        """A paper that names the class proves it unclaimed: nobody loses aid over an unticked box."""
        facts = inquiry.facts
        telling = self.proofs if self.code in claimed else self.proofs - self.claim_proofs
        return (
            bool(telling & inquiry.materials)
            and (not self.causes or facts.cause_code in self.causes)
            and (not self.tags or bool(self.tags & facts.tags))
            and self.circumstances <= facts.circumstances
        )


@dataclass(frozen=True, kw_only=True)
class HardshipPolicy:
    """The rows of the day: classes, deemed cases, lines, and the width of the grey band."""

    exempt: tuple[ProvenClass, ...]
    deemed: tuple[ProvenClass, ...]
    standards: tuple[HardshipStandard, ...]
    grey_upto_percent: int  # 110: (line, 1.10 line] goes to a person (law.md A7)


@dataclass(frozen=True)
class Step:
    """One step of the order of tests, hit or not, with its article and its numbers."""

    code: str
    article: str
    hit: bool
    note: str
    numbers: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True)
class HardshipAnswer:
    outcome: HardshipOutcome
    step: str
    trace: tuple[Step, ...]
    rows: tuple[RowRef, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Inquiry:
    """Whom to test: the facts, the statement, the materials handed in, the agency's own area."""

    facts: CaseFacts
    household: Household | None
    materials: frozenset[str]
    area_code: str


def examine_hardship(inquiry: Inquiry, means: MeansTest, policy: HardshipPolicy) -> HardshipAnswer:
    """Go through H1..H7 and stop at the first hit (law.md 3.5).

    Raises PolicyRowMissing when no line of the agency's area holds for any population, and
    HouseholdStatementMissing when income must be tested and none was stated.
    """
    trace: list[Step] = []
    if _hit(trace, "H1", "法律援助法 25、28", means is MeansTest.NOT_TESTED, "notice_case"):
        return _answer(HardshipOutcome.NOT_TESTED, trace)
    if _hit(trace, "H2", "法律援助法 32", means is MeansTest.WAIVED, "no_hardship_condition"):
        return _answer(HardshipOutcome.NOT_TESTED, trace)
    for code, classes, claimed, outcome in _claims(inquiry.household, policy):
        proven = _first_proven(inquiry, classes, claimed)
        article = proven.article if proven else _CLASS_ARTICLES[code]
        note = proven.code if proven else "no_class_proven"
        if _hit(trace, code, article, proven is not None, note):
            assert proven is not None
            ref = RowRef("proven_class", proven.code, digest(plain(proven)), proven.source)
            return _answer(outcome, trace, (ref,))
    return _compare_income(inquiry, policy, trace)


_CLASS_ARTICLES = {"H3": "法律援助法 42", "H4": "包府发〔2024〕3号 二(四)"}


def _claims(
    household: Household | None, policy: HardshipPolicy
) -> tuple[tuple[str, tuple[ProvenClass, ...], frozenset[str], HardshipOutcome], ...]:
    exempt = household.claimed_classes if household else frozenset()
    deemed = household.claimed_deemed if household else frozenset()
    return (
        ("H3", policy.exempt, exempt, HardshipOutcome.EXEMPT),
        ("H4", policy.deemed, deemed, HardshipOutcome.DEEMED),
    )


def _first_proven(
    inquiry: Inquiry, classes: Iterable[ProvenClass], claimed: frozenset[str]
) -> ProvenClass | None:
    day = inquiry.facts.received_on
    held = (c for c in classes if c.valid_from <= day and (c.valid_to is None or day <= c.valid_to))
    proven = (c for c in held if c.proven(inquiry, claimed))
    return min(proven, key=lambda found: found.code, default=None)


def _compare_income(inquiry: Inquiry, policy: HardshipPolicy, trace: list[Step]) -> HardshipAnswer:
    household = inquiry.household
    if household is None:
        raise HouseholdStatementMissing()
    line, own_row = _line(inquiry, policy, household.population)
    tested = _tested_members(household, trace)
    income_fen = sum(member.income_fen for member in tested)
    factor = MONTHS_PER_YEAR if line.period is Period.YEAR else 1
    income_in_period_fen, within_fen = income_fen * factor, line.amount_fen * len(tested)
    grey = income_in_period_fen * 100 <= within_fen * policy.grey_upto_percent
    within = income_in_period_fen <= within_fen
    numbers: dict[str, int | str] = {
        "heads": len(tested),
        "income_month_fen": income_fen,
        "income_year_fen": income_fen * MONTHS_PER_YEAR,
        "income_in_period_fen": income_in_period_fen,
        "line_fen": line.amount_fen,
        "line_times_heads_fen": within_fen,
        "period": str(line.period),
        "population": str(line.population),
    }
    if not own_row:
        trace.append(Step("H6", _STANDARD, True, "other_population_row_proposed", numbers))
        return _answer(HardshipOutcome.HUMAN, trace, (line.ref,))
    note = "within_line" if within else "grey_band" if grey else "above_line"
    trace.append(Step("H6", _STANDARD, within or grey, note, numbers))
    if within or grey:
        outcome = HardshipOutcome.HARDSHIP if within else HardshipOutcome.HUMAN
        return _answer(outcome, trace, (line.ref,))
    special = _hit(trace, "H7", "包府发〔2024〕3号 二(四)", household.special_case, "special_case")
    return _answer(HardshipOutcome.HUMAN if special else HardshipOutcome.ABOVE, trace, (line.ref,))


_STANDARD = "法律援助法 34; P148 18(1)"


def _line(
    inquiry: Inquiry, policy: HardshipPolicy, population: Population
) -> tuple[HardshipStandard, bool]:
    """The agency's row of the day, else the most favorable other one: proposed, never applied."""
    held = {one: row for one in Population if (row := _row_of(inquiry, policy, one)) is not None}
    if population in held:
        return held[population], True
    if held:
        return max(held.values(), key=lambda row: row.year_fen), False
    raise PolicyRowMissing(
        table="hardship_standard",
        key=f"{inquiry.area_code}/{population}",
        day=inquiry.facts.received_on.isoformat(),
    )


def _row_of(
    inquiry: Inquiry, policy: HardshipPolicy, population: Population
) -> HardshipStandard | None:
    wanted = (inquiry.area_code, population)
    rows = [row for row in policy.standards if (row.area_code, row.population) == wanted]
    day = inquiry.facts.received_on
    try:
        return row_on(rows, day, table="hardship_standard", key=inquiry.area_code)
    except PolicyRowMissing:
        return None


def _tested_members(household: Household, trace: list[Step]) -> tuple[Member, ...]:
    """Family living together; the applicant alone where the opponent lives in it (P148 18)."""
    together = tuple(member for member in household.members if member.lives_together)
    opponent_inside = any(member.is_opponent for member in together)
    if _hit(trace, "H5", "P148 18(2)", opponent_inside, "opponent_in_household"):
        return tuple(member for member in together if member.relation == "self")
    return together


def _hit(trace: list[Step], code: str, article: str, hit: bool, note: str) -> bool:
    trace.append(Step(code, article, hit, note if hit or code in _CLASS_ARTICLES else "not_so"))
    return hit


def _answer(
    outcome: HardshipOutcome, trace: list[Step], rows: tuple[RowRef, ...] = ()
) -> HardshipAnswer:
    step = "H6" if outcome is HardshipOutcome.ABOVE else trace[-1].code
    return HardshipAnswer(outcome, step, tuple(trace), rows)
