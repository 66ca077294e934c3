"""API: bodies of cooperation between agencies."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import OrgCode
from services.intake.api.examples import shown
from services.intake.domain.cooperation import (
    Cooperation,
    CooperationKind,
    CooperationLetter,
    CooperationOutcome,
)
from services.intake.usecases.request_cooperation import CooperationAsk
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery

ITEMS_MAX = 20
TEXT_CHARS_MAX = 2_000


class CooperationIn(Body):
    """The letter: background, items, and by when (P148 16). Without ``matter_id`` one asks us."""

    model_config = shown(
        {
            "matter_id": "01990000-0000-7000-8000-000000000001",
            "to_org_id": "LA-150204",
            "kind": "verify",
            "due_on": "2026-12-01",
            "background": "申请人在贵地居住，需核实家庭收入。",
            "items": ["核实低保资格"],
        }
    )

    matter_id: UUID | None = None
    to_org_id: OrgCode | None = None
    other_name: str | None = Field(None, min_length=2, max_length=120)
    kind: CooperationKind
    due_on: date
    background: str = Field(min_length=2, max_length=TEXT_CHARS_MAX)
    items: list[str] = Field(min_length=1, max_length=ITEMS_MAX)

    @model_validator(mode="after")
    def _one_other(self) -> "CooperationIn":
        if (self.to_org_id is None) == (self.other_name is None):
            raise PydanticCustomError("missing", "one of to_org_id and other_name")
        if self.matter_id is None and self.other_name is None:
            raise PydanticCustomError("missing", "a request to us names who asks")
        return self

    def ask(self) -> CooperationAsk:
        return CooperationAsk(
            matter_id=self.matter_id,
            to_org_id=self.to_org_id,
            other_name=self.other_name,
            kind=self.kind,
            due_on=self.due_on,
            letter=CooperationLetter(background=self.background, items=tuple(self.items)),
        )


class CooperationAnswerIn(Body):
    """``reply`` is needed where no help is given."""

    outcome: CooperationOutcome
    reply: str | None = Field(None, min_length=2, max_length=TEXT_CHARS_MAX)


class CooperationOut(Answer):
    """Where a request stands. The letter is read on its own."""

    id: UUID
    matter_id: UUID | None
    from_org_id: str | None
    to_org_id: str | None
    other_name: str
    kind: CooperationKind
    due_on: date
    requested_at: datetime
    outcome: CooperationOutcome | None
    answered_at: datetime | None

    @classmethod
    def of(cls, cooperation: Cooperation) -> "CooperationOut":
        return cls.model_validate(cooperation)


class CooperationLetterOut(Answer):
    background: str
    items: list[str]
    reply: str | None


class CooperationQuery(PageQuery):
    matter_id: UUID | None = None
    to_org_id: str | None = Field(None, max_length=40)
    kind: CooperationKind | None = None
