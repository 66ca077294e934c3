"""Domain: the matter 事项 - one person's dispute, born here; and the people in it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.identity import (
    ADULT_AGE_YEARS,
    CITIZEN_ID,
    ELDER_AGE_YEARS,
    age_on,
    birth_date_of,
)
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood

MINOR_TAG, ELDER_TAG = "MINOR", "ELDERLY60"


class MatterNotFound(NotFound):
    """No such matter, or not yours to see."""


class IdentityAlreadyKnown(Conflict):
    """The accused does not go by a custody number: nothing to merge."""


class TagContradictsDocument(NotUnderstood):
    """The identity number shows another age than the tag says. Facts: ``tag``, ``pointer``."""


class Origin(StrEnum):
    APPLICATION = "application"
    NOTICE = "notice"


class Part(StrEnum):
    """The part a person plays in a matter."""

    APPLICANT = "applicant"
    AGENT = "agent"  # 代为申请的人 (法律援助法 40)
    ACCUSED = "accused"
    OPPONENT = "opponent"
    CO_ACCUSED = "co_accused"

    @property
    def ours(self) -> bool:
        """On the aided side: the conflict check compares these with the opponents."""
        return self in (Part.APPLICANT, Part.AGENT, Part.ACCUSED)


@dataclass(frozen=True, kw_only=True)
class Matter:
    id: UUID
    group_id: UUID | None
    agency_org_id: str
    origin: Origin
    kind: str
    service: str
    stage: str
    cause_code: str
    case_no: str | None = None
    owner_subject: str | None = None


@dataclass(frozen=True, kw_only=True)
class Person:
    """Someone in a matter, sealed at rest. ``document_number`` is in its canonical form."""

    part: Part
    name: str
    is_person: bool = True
    document_kind: str = "unknown"
    document_number: str | None = None
    phone: str | None = None
    address: str | None = None
    relation: str | None = None  # of an agent or opponent to the applicant
    capacity: str | None = None  # of an agent: the right to speak for the applicant


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What the person needs so that help reaches them safely."""

    language: str = "zh"
    sign_language: bool = False
    gender_preference: str | None = None
    safe_contact: str | None = None  # number or address that only the person reads
    contact_channel: str | None = None
    contact_from_hour: int | None = None  # in Asia/Shanghai, 0..23
    contact_until_hour: int | None = None
    neutral_sms: bool = False  # a text that names neither legal aid nor the case
    mobility_need: str | None = None
    literacy_need: str | None = None


@dataclass(frozen=True, kw_only=True)
class Form:
    """The application form as filed: facts for the rules, the story, needs, and who signed how."""

    facts: CaseFacts
    household: Household | None
    needs: Needs
    statement: str
    signature_method: str
    signed_on: date


def tags_by_age(person: Person, tags: frozenset[str], day: date, *, pointer: str) -> frozenset[str]:
    """The tags with those that the citizen number proves; nobody is asked what the number says.

    Under 18 a minor, 60 or more an elder (老年人权益保障法 2). Raises TagContradictsDocument.
    """
    if person.document_kind != CITIZEN_ID or person.document_number is None:
        return tags
    age = age_on(birth_date_of(person.document_number, pointer=pointer), day)
    proven = {MINOR_TAG: age < ADULT_AGE_YEARS, ELDER_TAG: age >= ELDER_AGE_YEARS}
    for tag, holds in proven.items():
        if tag in tags and not holds:
            raise TagContradictsDocument(tag=tag, pointer=pointer)
    return tags | {tag for tag, holds in proven.items() if holds}
