"""API: bodies of decisions, their packets and letters."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import Reason, labels
from services.intake.api.examples import shown
from services.intake.domain.decision import Decision, DecisionOutcome
from services.intake.usecases.decide_application import Verdict
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery

REASONS_MAX = 10
EXPLANATION_CHARS_MAX = 4_000


class DecisionIn(Body):
    """Without ``reason_codes`` the reasons are those that the rules found."""

    model_config = shown({"outcome": "grant"})

    outcome: DecisionOutcome
    reason_codes: list[Reason] = Field(default_factory=list, max_length=REASONS_MAX)
    explanation: str | None = Field(None, min_length=4, max_length=EXPLANATION_CHARS_MAX)

    def verdict(self) -> Verdict:
        return Verdict(
            outcome=self.outcome,
            reason_codes=tuple(self.reason_codes),
            explanation=self.explanation,
        )


class DecisionOut(Answer):
    id: UUID
    matter_id: UUID
    application_id: UUID
    agency_org_id: str
    outcome: DecisionOutcome
    reason_codes: list[str]
    articles: list[str]
    approver_person_id: str
    decided_at: datetime
    packet_digest: str
    deviates: bool
    objection_org_id: str | None
    objection_until_on: date | None
    acting_for_person_id: str | None

    @classmethod
    def of(cls, made: Decision) -> "DecisionOut":
        values: dict[str, Any] = {name: getattr(made, name) for name in cls.model_fields}
        values["reason_codes"] = list(made.reason_codes)
        values["articles"] = list(made.articles)
        return cls(**values)


class DecisionQuery(PageQuery):
    outcome: DecisionOutcome | None = None
    matter_id: UUID | None = None


class PacketOut(Answer):
    """What was decided on: facts, materials, every rule row with its digest, traces."""

    decision_id: UUID
    digest: str
    packet: dict[str, Any]


class VerificationOut(Answer):
    """``same``: the rules applied again to the packet's facts give the same packet."""

    decision_id: UUID
    stored_digest: str
    recomputed_digest: str
    same: bool


class ReasonOut(Answer):
    code: str
    label_zh: str
    label_en: str


class ObjectionOut(Answer):
    """Where and until when to object. ``verified`` is false where the period was not read."""

    org_id: str
    org_name: str
    until_on: date
    article: str
    verified: bool
    note_zh: str
    note_en: str


class LetterOut(Answer):
    """The data of the decision letter 决定书: one per member of a group."""

    letter_no: str
    agency_org_id: str
    agency_name: str
    recipient_name: str
    case_no: str | None
    cause_zh: str
    cause_en: str
    outcome: DecisionOutcome
    reasons: list[ReasonOut]
    articles: list[str]
    decided_on: date
    objection: ObjectionOut | None


def reason_out(code: str) -> ReasonOut:
    """A reason is a ground of the scope rules or a code of its own list."""
    for name in ("reasons", "grounds"):
        zh, en = labels(name, code)
        if zh != code:
            return ReasonOut(code=code, label_zh=zh, label_en=en)
    return ReasonOut(code=code, label_zh=code, label_en=code)
