"""API: people and households as they come in, and masked as they go out."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import (
    Asset,
    ContactChannel,
    DeemedCase,
    DocumentKind,
    ExemptClass,
    Gender,
    IncomeKind,
    Language,
    LiteracyNeed,
    MobilityNeed,
    Relation,
)
from services.intake.api.examples import HOUSEHOLD, shown
from services.intake.domain.applying import Capacity
from services.intake.domain.facts import Household, Member, Population
from services.intake.domain.identity import CITIZEN_ID, canonical_identity_number
from services.intake.domain.matter import Needs, Part, Person
from shared.http.bodies import Answer, Body
from shared.security.masking import mask_address, mask_identity, mask_name, mask_phone

MEMBERS_MAX = 30
NEAR_RELATIONS = frozenset({"spouse", "child", "grandparent", "grandchild", "sibling"})
INCOME_FEN_MAX = 1_000_000_000_00
Name = Annotated[str, Field(min_length=1, max_length=80, examples=["演示甲"])]
Phone = Annotated[str, Field(max_length=30, examples=["13800001234"])]
IncomeFen = Annotated[int, Field(ge=0, le=INCOME_FEN_MAX)]


class PersonIn(Body):
    """``document_number`` of a citizen card is checked; other documents are taken as they are."""

    name: Name
    document_kind: DocumentKind = "unknown"
    document_number: str | None = Field(None, min_length=3, max_length=40)
    phone: Phone | None = None
    address: str | None = Field(None, max_length=200)

    def person(self, part: Part, *, today: date, pointer: str) -> Person:
        """Raises IdentityNumberInvalid."""
        number = self.document_number
        if number is not None and self.document_kind == CITIZEN_ID:
            at = f"{pointer}/document_number"
            number = canonical_identity_number(number, today=today, pointer=at)
        return Person(
            part=part,
            name=self.name,
            document_kind=self.document_kind,
            document_number=number,
            phone=self.phone,
            address=self.address,
        )


class AgentIn(PersonIn):
    """Who applies for another: statutory agent, close relative or entrusted (法律援助法 40).

    Without ``capacity`` the relation speaks: a parent is the statutory agent.
    """

    relation: Relation
    capacity: Capacity | None = None

    def stated_capacity(self) -> Capacity:
        if self.capacity is not None:
            return Capacity(self.capacity)
        if self.relation == "parent":
            return Capacity.STATUTORY_AGENT
        near = self.relation in NEAR_RELATIONS
        return Capacity.CLOSE_RELATIVE if near else Capacity.ENTRUSTED_AGENT

    def agent(self, *, today: date, pointer: str) -> Person:
        """Raises IdentityNumberInvalid."""
        found = self.person(Part.AGENT, today=today, pointer=pointer)
        return replace(found, relation=self.relation, capacity=str(self.stated_capacity()))


class OpponentIn(PersonIn):
    """``relation``: what the opponent is to the applicant, where it is a relative."""

    is_person: bool = True
    relation: Relation | None = None


class NeedsIn(Body):
    """What the person needs; ``neutral_sms``: texts name neither legal aid nor the case."""

    language: Language = "zh"
    sign_language: bool = False
    gender_preference: Gender | None = None
    safe_contact: str | None = Field(None, max_length=200)
    contact_channel: ContactChannel | None = None
    contact_from_hour: int | None = Field(None, ge=0, le=23)
    contact_until_hour: int | None = Field(None, ge=0, le=23)
    neutral_sms: bool = False
    mobility_need: MobilityNeed | None = None
    literacy_need: LiteracyNeed | None = None

    def needs(self) -> Needs:
        return Needs(**self.model_dump())


class MemberIn(Body):
    """Monthly averages of the last twelve months, by kind of income, in fen."""

    relation: Relation
    incomes_fen: dict[IncomeKind, IncomeFen] = Field(default_factory=dict)
    lives_together: bool = True
    is_opponent: bool = False


class HouseholdIn(Body):
    """The statement of means (经济困难状况说明); the applicant is the member ``self``."""

    model_config = shown(HOUSEHOLD)

    population: Population
    members: list[MemberIn] = Field(min_length=1, max_length=MEMBERS_MAX)
    claimed_classes: list[ExemptClass] = Field(default_factory=list)
    claimed_deemed: list[DeemedCase] = Field(default_factory=list)
    special_case: bool = False
    assets: list[Asset] = Field(default_factory=list)

    @model_validator(mode="after")
    def _one_self(self) -> "HouseholdIn":
        own = [member for member in self.members if member.relation == "self"]
        if len(own) != 1 or not own[0].lives_together or own[0].is_opponent:
            raise PydanticCustomError("value_error", "one member is the applicant")
        return self

    def household(self) -> Household:
        return Household(
            population=self.population,
            members=tuple(Member(**member.model_dump()) for member in self.members),
            claimed_classes=frozenset(self.claimed_classes),
            claimed_deemed=frozenset(self.claimed_deemed),
            special_case=self.special_case,
            asset_codes=frozenset(self.assets),
        )


class PersonOut(Answer):
    """Masked unless the reader gave a reason to see it whole."""

    part: str
    name: str
    is_person: bool
    document_kind: str
    document_number: str | None
    phone: str | None
    address: str | None
    relation: str | None
    capacity: str | None

    @classmethod
    def masked(cls, person: Person) -> "PersonOut":
        return cls(
            part=str(person.part),
            name=mask_name(person.name) if person.is_person else person.name,
            is_person=person.is_person,
            document_kind=person.document_kind,
            document_number=mask_identity(person.document_number or "") or None,
            phone=mask_phone(person.phone or "") or None,
            address=mask_address(person.address or "") or None,
            relation=person.relation,
            capacity=person.capacity,
        )

    @classmethod
    def whole(cls, person: Person) -> "PersonOut":
        return cls.model_validate(person)
