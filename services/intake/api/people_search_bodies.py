"""API: bodies of the search by person."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import DocumentKind
from services.intake.api.examples import shown
from services.intake.domain.identity import CITIZEN_ID, canonical_identity_number
from shared.http.bodies import Answer, Body


class PersonSearchIn(Body):
    """At least one of the two; equality only."""

    model_config = shown({"document_number": "11010519491231002X"})

    document_kind: DocumentKind = CITIZEN_ID
    document_number: str | None = Field(None, min_length=3, max_length=40)
    name: str | None = Field(None, min_length=1, max_length=80)

    @model_validator(mode="after")
    def _something_asked(self) -> "PersonSearchIn":
        if self.document_number is None and self.name is None:
            raise PydanticCustomError("missing", "a number or a name is required")
        return self

    def number(self, *, today: date) -> str | None:
        """Raises IdentityNumberInvalid."""
        if self.document_number is None or self.document_kind != CITIZEN_ID:
            return self.document_number
        return canonical_identity_number(
            self.document_number, today=today, pointer="/document_number"
        )


class FoundOut(Answer):
    """One matter in which the person plays a part."""

    matter_id: UUID
    part: str
    case_no: str | None
    kind: str
    cause_code: str
    created_at: datetime


class PeopleFoundOut(Answer):
    items: list[FoundOut]
