"""API: the self-check as it is asked, and its answer in plain words - every rule, every step."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import ConfigDict, Field

from services.intake.api.coded import Material, OrgCode, Tag
from services.intake.api.filings_bodies import ITEMS_MAX, CaseIn
from services.intake.api.people_bodies import HouseholdIn
from services.intake.domain.facts import CaseFacts
from services.intake.domain.hardship import Step
from services.intake.domain.scope import RuleLook
from services.intake.policy import CODE_LISTS
from services.intake.policy.public_texts import LOCALES, CheckTexts, PublicTexts
from services.intake.usecases.check_eligibility import Eligibility, Question
from shared.http.bodies import Answer, Body

FEN_PER_YUAN = 100
STATEMENT_NEEDED = "statement_needed"
_OUTCOMES = {"grant": "likely_yes", "human": "person_decides", "refuse": "likely_no"}
_EXAMPLE: dict[str, Any] = {
    "org_id": "LA-150203",
    "case": {
        "kind": "civil",
        "service": "LIT",
        "stage": "FIRST",
        "cause_code": "elder_support",
        "standing": "party",
    },
    "tags": ["ELDERLY60"],
    "household": {
        "population": "urban",
        "members": [{"relation": "self", "incomes_fen": {"pension": 180_000}}],
    },
    "materials": ["integrity_pledge"],
}


class EligibilityIn(Body):
    """No name and no number: codes and amounts only. ``materials``: the papers you could bring."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    org_id: OrgCode
    case: CaseIn
    tags: list[Tag] = Field(default_factory=list, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None
    materials: list[Material] = Field(default_factory=list, max_length=ITEMS_MAX)

    def question(self, *, today: date) -> Question:
        case = self.case.model_dump()
        circumstances = frozenset(case.pop("circumstances"))
        facts = CaseFacts(
            **case, circumstances=circumstances, tags=frozenset(self.tags), received_on=today
        )
        return Question(
            org_id=self.org_id,
            facts=facts,
            household=self.household.household() if self.household else None,
            materials=frozenset(self.materials),
        )


class CheckedRuleOut(Answer):
    """One rule that was looked at, and why it applies or not."""

    rule: str
    article: str
    layer: str
    effect: str
    means: str
    applies: bool
    text: str


class CheckedStepOut(Answer):
    """One step of the hardship test; ``numbers`` in fen and heads, as the packet has them."""

    code: str
    article: str
    applies: bool
    text: str
    numbers: dict[str, int | str]


class AgencyOut(Answer):
    """Whom to turn to. Empty is unknown."""

    code: str
    name: str
    address: str | None
    phone: str | None


class EligibilityOut(Answer):
    """``outcome``: likely_yes, person_decides, likely_no, statement_needed. Never a promise."""

    locale: str
    locales: list[str]
    outcome: str
    text: str
    disclaimer: str
    agency: AgencyOut
    rules: list[CheckedRuleOut]
    steps: list[CheckedStepOut]


def eligibility_out(found: Eligibility, texts: PublicTexts) -> EligibilityOut:
    outcome = _OUTCOMES[str(found.assessment.recommendation)] if found.assessment else None
    outcome = outcome or STATEMENT_NEEDED
    hardship = found.assessment.hardship if found.assessment else None
    looks = sorted(found.scope.looks, key=lambda look: (not look.matched, look.rule.id))
    agency = found.agency
    return EligibilityOut(
        locale=texts.locale,
        locales=list(LOCALES),
        outcome=outcome,
        text=texts.check.outcomes[outcome],
        disclaimer=texts.check.disclaimer,
        agency=AgencyOut(
            code=agency.code,
            name=agency.name,
            address=agency.address or None,
            phone=agency.phone or None,
        ),
        rules=[_rule_out(look, texts) for look in looks],
        steps=[_step_out(step, texts) for step in hardship.trace] if hardship else [],
    )


def _rule_out(look: RuleLook, texts: PublicTexts) -> CheckedRuleOut:
    rule, words = look.rule, texts.check
    failing = words.between.join(words.failing[name] for name in look.failing)
    template = words.rule_applies if look.matched else words.rule_fails
    return CheckedRuleOut(
        rule=rule.id,
        article=rule.article,
        layer=str(rule.layer),
        effect=words.effects[str(rule.effect)],
        means=words.means[str(rule.means)],
        applies=look.matched,
        text=template.format(label=texts.label(rule), article=rule.article, failing=failing),
    )


def _step_out(step: Step, texts: PublicTexts) -> CheckedStepOut:
    return CheckedStepOut(
        code=step.code,
        article=step.article,
        applies=step.hit,
        text=_step_text(step, texts),
        numbers=dict(step.numbers),
    )


def _step_text(step: Step, texts: PublicTexts) -> str:
    """The step in words. A note that is no text of its own is the code of the class proven."""
    template = texts.check.steps.get(step.note)
    if template is None:
        return texts.check.steps["class_proven"].format(label=_class_label(step.note, texts))
    if not step.numbers:
        return template
    return template.format(**_spoken(step.numbers, texts.check))


def _class_label(code: str, texts: PublicTexts) -> str:
    lists = (CODE_LISTS["exempt_classes"], CODE_LISTS["deemed_cases"])
    return next(texts.label(row) for found in lists for row in found.codes if row.code == code)


def _spoken(numbers: Mapping[str, int | str], words: CheckTexts) -> dict[str, str]:
    return {
        "heads": str(numbers["heads"]),
        "income": _yuan(numbers["income_in_period_fen"]),
        "line": _yuan(numbers["line_fen"]),
        "limit": _yuan(numbers["line_times_heads_fen"]),
        "period": words.periods[str(numbers["period"])],
        "population": words.populations[str(numbers["population"])],
    }


def _yuan(fen: int | str) -> str:
    whole, rest = divmod(int(fen), FEN_PER_YUAN)
    return f"{whole:,}.{rest:02d}"
