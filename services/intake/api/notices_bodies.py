"""API: bodies of notices of defense or representation; no field asks about income."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import (
    Cause,
    Digest,
    Language,
    NoticeGroundCode,
    OrgCode,
    ReturnReason,
    Stage,
)
from services.intake.api.examples import NOTICE, NOTICE_LIST, shown
from services.intake.api.people_bodies import Name, PersonIn
from services.intake.domain.identity import CUSTODY_NUMBER, NAME_UNKNOWN
from services.intake.domain.matter import Part, Person
from services.intake.domain.notice import NOTICE_TABLE, Notice, NoticeState, require_past
from services.intake.domain.push import NamedAttachment, PushedVersion
from services.intake.usecases.file_notice import NoticePaper
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery

CO_ACCUSED_MAX = 50
ATTACHMENTS_MAX = 20


class AccusedIn(PersonIn):
    """Without a name the custody number tells the person apart until identified (law.md A24).

    ``custody_org_id`` is the place whose number it is; by default the notifying organ.
    """

    name: Name | None = None  # type: ignore[assignment]
    custody_no: str | None = Field(None, min_length=1, max_length=60)
    custody_org_id: OrgCode | None = None

    @model_validator(mode="after")
    def _somebody(self) -> "AccusedIn":
        if self.name is None and self.custody_no is None:
            raise PydanticCustomError("missing", "a name or a custody number is required")
        return self

    def accused(self, organ_org_id: str, *, today: date, pointer: str) -> Person:
        """Raises IdentityNumberInvalid."""
        named = self.model_copy(update={"name": self.name or NAME_UNKNOWN})
        person = PersonIn.person(named, Part.ACCUSED, today=today, pointer=pointer)
        if person.document_number is None and self.custody_no is not None:
            number = f"{self.custody_org_id or organ_org_id}/{self.custody_no}"
            return replace(person, document_kind=CUSTODY_NUMBER, document_number=number)
        return person


class OfficerIn(Body):
    """Judge, prosecutor or police officer, and how to reach them (最高法解释 49)."""

    name: str = Field(min_length=1, max_length=80)
    phone: str = Field(min_length=3, max_length=30)


class HearingIn(Body):
    """Only once fixed."""

    at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)


class _NoticeBody(Body):
    """What a notice about one person and a notice about many have in common."""

    agency_org_id: OrgCode
    organ_org_id: OrgCode
    reference: str = Field(min_length=1, max_length=80, examples=["昆检未检通援〔2026〕1号"])
    ground_code: NoticeGroundCode
    stage: Stage
    cause_code: Cause
    reason: str | None = Field(None, min_length=2, max_length=1_000)
    officer: OfficerIn | None = None
    organ_case_no: str | None = Field(None, min_length=1, max_length=80)
    found_on: date | None = None
    hearing: HearingIn | None = None
    language: Language = "zh"
    sign_language: bool = False
    attachments: list[Digest] = Field(default_factory=list, max_length=ATTACHMENTS_MAX)

    def _paper(
        self, accused: AccusedIn, person: Person, *, co_accused: tuple[Person, ...], counsel: bool
    ) -> NoticePaper:
        fields = {**self._fields(), "custody_no": accused.custody_no}
        return NoticePaper(
            agency_org_id=self.agency_org_id,
            organ_org_id=self.organ_org_id,
            reference=self.reference,
            ground_code=self.ground_code,
            stage=self.stage,
            cause_code=self.cause_code,
            person=person,
            co_accused=co_accused,
            custody_no=accused.custody_no,
            has_counsel=counsel,
            fields={name: value for name, value in fields.items() if value},
            found_on=self.found_on,
            attachments=tuple(sorted(set(self.attachments))),
        )

    def _fields(self) -> dict[str, str | None]:
        return {
            "reason": self.reason,
            "officer_name": self.officer.name if self.officer else None,
            "officer_phone": self.officer.phone if self.officer else None,
            "organ_case_no": self.organ_case_no,
            "hearing_at": self.hearing.at.isoformat() if self.hearing else None,
            "hearing_place": self.hearing.place if self.hearing else None,
            "language": self.language,
            "sign_language": "yes" if self.sign_language else None,
        }


class NoticeIn(_NoticeBody):
    """One person of one notice. Key: your organization, ``reference``, person."""

    model_config = shown(NOTICE)

    accused: AccusedIn
    co_accused: list[PersonIn] = Field(default_factory=list, max_length=CO_ACCUSED_MAX)
    has_counsel: bool = False

    def papers(self, *, today: date) -> tuple[NoticePaper, ...]:
        """Raises IdentityNumberInvalid, DayInTheFuture."""
        require_past(self.found_on, today=today, pointer="/found_on")
        co_accused = tuple(
            one.person(Part.CO_ACCUSED, today=today, pointer=f"/co_accused/{place}")
            for place, one in enumerate(self.co_accused)
        )
        person = self.accused.accused(self.organ_org_id, today=today, pointer="/accused")
        return (self._paper(self.accused, person, co_accused=co_accused, counsel=self.has_counsel),)


class ListedPersonIn(AccusedIn):
    has_counsel: bool = False


class NoticeListIn(_NoticeBody):
    """One notice about many persons; each is the others' co-accused and has a receipt."""

    model_config = shown(NOTICE_LIST)

    persons: list[ListedPersonIn] = Field(min_length=1, max_length=CO_ACCUSED_MAX)

    def papers(self, *, today: date) -> tuple[NoticePaper, ...]:
        """Raises IdentityNumberInvalid, DayInTheFuture."""
        require_past(self.found_on, today=today, pointer="/found_on")
        people = [
            one.accused(self.organ_org_id, today=today, pointer=f"/persons/{place}")
            for place, one in enumerate(self.persons)
        ]
        others = [replace(person, part=Part.CO_ACCUSED) for person in people]
        return tuple(
            self._paper(
                one,
                people[place],
                co_accused=tuple(others[:place] + others[place + 1 :]),
                counsel=one.has_counsel,
            )
            for place, one in enumerate(self.persons)
        )


class NoticeAcceptanceIn(Body):
    """Nothing to say: acceptance asks for no income and no form."""


class NoticeReturnIn(Body):
    reason_codes: list[ReturnReason] = Field(min_length=1, max_length=5)


class NoticeOut(Answer):
    """The receipt of a notice, and where it stands. No personal data."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    reference: str
    ground_code: str
    stage: str
    cause_code: str
    has_counsel: bool
    state: NoticeState
    return_reason_codes: list[str]
    received_at: datetime
    allowed_actions: list[AllowedActionOut]
    version: int

    @classmethod
    def of(cls, notice: Notice, roles: frozenset[str]) -> "NoticeOut":
        names = [name for name in cls.model_fields if name != "allowed_actions"]
        values: dict[str, Any] = {name: getattr(notice, name) for name in names}
        values["return_reason_codes"] = list(notice.return_reason_codes)
        actions = NOTICE_TABLE.allowed_actions(notice.state, roles)
        return cls(**values, allowed_actions=allowed_actions_out(actions))


class NoticeListOut(Answer):
    """The receipts of one notice about many persons, in their order."""

    reference: str
    notices: list[NoticeOut]


class VersionOut(Answer):
    """One version of a push: when, by whom, and which fields it changed. Never their values."""

    number: int
    received_at: datetime
    received_by: str
    changed: list[str]


class NamedAttachmentOut(Answer):
    """A paper named by its digest; without ``material_id`` it is still awaited."""

    digest: str
    material_id: UUID | None


class HistoryOut(Answer):
    """Every version, the first first, and the papers that were named."""

    versions: list[VersionOut]
    attachments: list[NamedAttachmentOut]

    @classmethod
    def of(
        cls, versions: Iterable[PushedVersion], attachments: Iterable[NamedAttachment]
    ) -> "HistoryOut":
        return cls(
            versions=[VersionOut.model_validate(one) for one in versions],
            attachments=[NamedAttachmentOut.model_validate(one) for one in attachments],
        )


class NoticeQuery(PageQuery):
    state: NoticeState | None = None
    organ_org_id: str | None = Field(None, max_length=40)
    reference: str | None = Field(None, max_length=80)
