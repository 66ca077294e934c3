"""API: bodies of objections, the bureau's ruling, and later reviews."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import Channel
from services.intake.api.examples import shown
from services.intake.domain.objection import (
    OBJECTION_TABLE,
    ContestedKind,
    LaterReview,
    Objection,
    ObjectionState,
    ReviewKind,
    ReviewOutcome,
    Ruling,
)
from services.intake.policy import REMEDIES
from services.intake.usecases.decide_objection import Judgment
from services.intake.usecases.file_objection import Protest
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery
from shared.kernel.clock import law_date

LETTER_CHARS_MAX = 60
TEXT_CHARS_MAX = 8_000
ARTICLES_MAX = 10
RULING_ARTICLES = ("法律援助法 49", "P148 23")
_INSTANT = timedelta(microseconds=1)


class ObjectionIn(Body):
    """The number stands on the letter. ``posted_on``: the postmark, when it came by post."""

    model_config = shown(
        {
            "letter_no": "〔2026〕150203援不予字00001号",
            "channel": "WALK_IN",
            "statement": "收入计算有误，长子的工资不应计入。",
        }
    )

    letter_no: str = Field(min_length=4, max_length=LETTER_CHARS_MAX)
    channel: Channel
    statement: str = Field(min_length=4, max_length=TEXT_CHARS_MAX)
    posted_on: date | None = None

    def protest(self) -> Protest:
        return Protest(**self.model_dump())


class RulingIn(Body):
    """Always in writing and with reasons."""

    model_config = shown({"ruling": "uphold", "reasons": "收入核算与材料一致，决定正确。"})

    ruling: Ruling
    reasons: str = Field(min_length=4, max_length=TEXT_CHARS_MAX)
    articles: list[str] = Field(
        default=list(RULING_ARTICLES), min_length=1, max_length=ARTICLES_MAX
    )

    def judgment(self) -> Judgment:
        return Judgment(ruling=self.ruling, reasons=self.reasons, articles=tuple(self.articles))


class LaterReviewIn(Body):
    """What a reconsideration body or a court said. ``received_on``: of silence, its period's end."""

    model_config = shown(
        {
            "kind": "reconsideration",
            "outcome": "maintained",
            "body_name": "演示区人民政府",
            "received_on": "2027-01-15",
        }
    )

    kind: ReviewKind
    outcome: ReviewOutcome
    body_name: str = Field(min_length=2, max_length=80)
    document_no: str | None = Field(None, min_length=2, max_length=LETTER_CHARS_MAX)
    received_on: date

    def review(self, review_id: UUID) -> LaterReview:
        return LaterReview(id=review_id, **self.model_dump())


class RightOut(Answer):
    """What the objector may do next, until when; printed on the ruling (行政复议法 20)."""

    code: str
    article: str
    until_on: date
    provisional: bool
    zh: str
    en: str

    @classmethod
    def of(cls, clock: Any) -> "RightOut":
        told = REMEDIES[clock.code]
        return cls(
            code=clock.code,
            article=clock.article,
            until_on=law_date(clock.limit_at - _INSTANT),
            provisional=clock.provisional,
            zh=told.zh,
            en=told.en,
        )


class LaterReviewOut(Answer):
    id: UUID
    kind: ReviewKind
    outcome: ReviewOutcome
    body_name: str
    document_no: str | None
    received_on: date


class ObjectionLineOut(Answer):
    """One objection in a list: no text of a person. ``late`` is a flag and bars nothing."""

    id: UUID
    objection_no: str
    matter_id: UUID
    contested_kind: ContestedKind
    contested_id: UUID
    agency_org_id: str
    bureau_org_id: str
    channel: str
    state: ObjectionState
    received_at: datetime
    posted_on: date | None
    late: bool
    version: int

    @classmethod
    def of(cls, objection: Objection) -> "ObjectionLineOut":
        return cls(**_line(objection))


class ObjectionOut(ObjectionLineOut):
    result_no: str | None
    articles: list[str]
    reasons: str | None
    decided_at: datetime | None
    corrected_by_id: UUID | None
    rights: list[RightOut]
    reviews: list[LaterReviewOut]
    allowed_actions: list[AllowedActionOut]


class StatementOut(Answer):
    objection_id: UUID
    statement: str


class ObjectionQuery(PageQuery):
    state: ObjectionState | None = None
    late: bool | None = None
    matter_id: UUID | None = None


def objection_out(
    of: Objection,
    *,
    reasons: str | None,
    rights: list[RightOut],
    reviews: tuple[LaterReview, ...],
    roles: frozenset[str],
) -> ObjectionOut:
    return ObjectionOut(
        **_line(of),
        result_no=of.result_no,
        articles=list(of.articles),
        reasons=reasons,
        decided_at=of.decided_at,
        corrected_by_id=of.corrected_by_id,
        rights=rights,
        reviews=[LaterReviewOut.model_validate(one) for one in reviews],
        allowed_actions=allowed_actions_out(OBJECTION_TABLE.allowed_actions(of.state, roles)),
    )


def _line(of: Objection) -> dict[str, Any]:
    contested = of.contested
    return {
        "id": of.id,
        "objection_no": of.objection_no,
        "matter_id": contested.matter_id,
        "contested_kind": contested.kind,
        "contested_id": contested.id,
        "agency_org_id": contested.agency_org_id,
        "bureau_org_id": contested.bureau_org_id,
        "channel": of.channel,
        "state": of.state,
        "received_at": of.received_at,
        "posted_on": of.posted_on,
        "late": of.late,
        "version": of.version,
    }
