"""API: the assessment as it is shown - recommendation, every rule looked at, every step, arithmetic."""

from typing import Any
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.assessment import Assessment
from services.intake.domain.facts import plain
from services.intake.domain.hardship import HardshipAnswer
from services.intake.domain.scope import RuleLook, ScopeRule
from shared.http.bodies import Answer


class RuleLookOut(Answer):
    """One rule with its clause: matched, or the conditions that were not met."""

    rule: str
    article: str
    layer: str
    ground: str
    means: str
    label_zh: str
    label_en: str
    matched: bool
    failing: list[str]
    digest: str


class StepOut(Answer):
    """One step H1..H7; ``numbers`` in fen and heads."""

    code: str
    article: str
    hit: bool
    note: str
    numbers: dict[str, int | str]


class RowOut(Answer):
    """A policy row as the decision cites it."""

    table: str
    row_id: str
    digest: str
    source: str


class HardshipOut(Answer):
    outcome: str
    step: str
    trace: list[StepOut]
    rows: list[RowOut]


class AssessmentOut(Answer):
    """``recommendation``: grant, human (a person weighs it), refuse. A machine never decides."""

    application_id: UUID
    state: str
    recommendation: str
    reasons: list[str]
    decisive: RuleLookOut | None
    hardship: HardshipOut | None
    rules: list[RuleLookOut]
    packet_digest: str
    version: int


def assessment_out(application: Application, assessment: Assessment) -> AssessmentOut:
    return AssessmentOut(
        application_id=application.id,
        state=str(application.state),
        recommendation=str(assessment.recommendation),
        reasons=list(assessment.reasons),
        decisive=_rule_out(assessment.decisive, ()) if assessment.decisive else None,
        hardship=hardship_out(assessment.hardship) if assessment.hardship else None,
        rules=[_look_out(look) for look in assessment.scope.looks],
        packet_digest=assessment.packet_digest,
        version=application.version,
    )


def hardship_out(answer: HardshipAnswer) -> HardshipOut:
    value: dict[str, Any] = plain(answer)
    return HardshipOut.model_validate(value)


def _look_out(look: RuleLook) -> RuleLookOut:
    return _rule_out(look.rule, look.failing)


def _rule_out(rule: ScopeRule, failing: tuple[str, ...]) -> RuleLookOut:
    return RuleLookOut(
        rule=rule.id,
        article=rule.article,
        layer=rule.layer,
        ground=rule.ground,
        means=str(rule.means),
        label_zh=rule.label_zh,
        label_en=rule.label_en,
        matched=not failing,
        failing=list(failing),
        digest=rule.ref.digest,
    )
