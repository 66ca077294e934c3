"""API: bodies of duty-lawyer requests."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import DutyPurpose, OrgCode, Stage, WithdrawalReason
from services.intake.api.examples import DUTY_REQUEST, shown
from services.intake.domain.duty_request import DutyRequest, DutyRequestState
from services.intake.domain.identity import canonical_identity_number
from services.intake.policy import LIMITS
from services.intake.usecases.receive_duty_request import DutyPush
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery


class DutyPersonIn(Body):
    """Who asks for help. A name, a custody number, or both; the citizen number if known."""

    model_config = shown({"name": "演示甲某", "custody_no": "DEMO-1"})

    name: str | None = Field(None, min_length=1, max_length=80)
    document_number: str | None = Field(None, min_length=15, max_length=18)
    custody_no: str | None = Field(None, min_length=1, max_length=60)

    @model_validator(mode="after")
    def _somebody(self) -> "DutyPersonIn":
        if self.name is None and self.custody_no is None:
            raise PydanticCustomError("missing", "a name or a custody number is required")
        return self


class DutyRequestIn(Body):
    """One reference of yours, one purpose, one day, one or more persons.

    ``outside_article_14``: persons in custody who are neither suspects nor accused; ``asked_at``:
    when the first of them asked.
    """

    model_config = shown(DUTY_REQUEST)

    agency_org_id: OrgCode
    organ_org_id: OrgCode
    site_org_id: OrgCode
    reference: str = Field(min_length=1, max_length=80, examples=["DC-A-2026-1124-03"])
    stage: Stage
    purpose_code: DutyPurpose
    needed_on: date
    urgent: bool = False
    outside_article_14: bool = False
    asked_at: AwareDatetime | None = None
    persons: Annotated[list[DutyPersonIn], Field(min_length=1, max_length=LIMITS.duty_persons_max)]

    def papers(self, *, today: date) -> tuple[DutyPush, ...]:
        """Raises IdentityNumberInvalid."""
        persons = [
            self._person(one, today=today, place=place) for place, one in enumerate(self.persons)
        ]
        values = {name: getattr(self, name) for name in type(self).model_fields}
        return (DutyPush(**{**values, "persons": tuple(persons)}),)

    def _person(self, one: DutyPersonIn, *, today: date, place: int) -> dict[str, Any]:
        values = one.model_dump(exclude_none=True)
        if one.document_number is not None:
            pointer = f"/persons/{place}/document_number"
            values["document_number"] = canonical_identity_number(
                one.document_number, today=today, pointer=pointer
            )
        return values


class DutyRequestOut(Answer):
    """The receipt of a pushed request, and how far it has come. No personal data."""

    id: UUID
    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    reference: str
    stage: str
    purpose_code: str
    person_count: int
    needed_on: date
    urgent: bool
    outside_article_14: bool
    received_at: datetime
    state: DutyRequestState

    @classmethod
    def of(cls, request: DutyRequest) -> "DutyRequestOut":
        return cls(**{name: getattr(request, name) for name in cls.model_fields})


class CancellationIn(Body):
    reason_code: WithdrawalReason


class DutyRequestQuery(PageQuery):
    organ_org_id: str | None = Field(None, max_length=40)
    site_org_id: str | None = Field(None, max_length=40)
    reference: str | None = Field(None, max_length=80)
