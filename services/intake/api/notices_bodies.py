"""API: bodies of notices of defense or representation; no field asks about income."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.intake.api.coded import (
    Cause,
    Language,
    NoticeGroundCode,
    OrgCode,
    ReturnReason,
    Stage,
)
from services.intake.api.examples import NOTICE, shown
from services.intake.api.people_bodies import PersonIn
from services.intake.domain.matter import Part
from services.intake.domain.notice import NOTICE_TABLE, Notice, NoticeState
from services.intake.usecases.file_notice import NoticePaper
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery

CO_ACCUSED_MAX = 50


class AccusedIn(PersonIn):
    """``custody_no`` tells apart a person who gives no name (law.md A24)."""

    custody_no: str | None = Field(None, min_length=1, max_length=60)


class OfficerIn(Body):
    """Judge, prosecutor or police officer, and how to reach them (最高法解释 49)."""

    name: str = Field(min_length=1, max_length=80)
    phone: str = Field(min_length=3, max_length=30)


class HearingIn(Body):
    """Only once fixed."""

    at: AwareDatetime
    place: str = Field(min_length=1, max_length=200)


class NoticeIn(Body):
    """One person of one notice. Key: your organization, ``reference``, person."""

    model_config = shown(NOTICE)

    agency_org_id: OrgCode
    organ_org_id: OrgCode
    reference: str = Field(min_length=1, max_length=80, examples=["昆检未检通援〔2026〕1号"])
    ground_code: NoticeGroundCode
    stage: Stage
    cause_code: Cause
    accused: AccusedIn
    co_accused: list[PersonIn] = Field(default_factory=list, max_length=CO_ACCUSED_MAX)
    has_counsel: bool = False
    reason: str | None = Field(None, min_length=2, max_length=1_000)
    officer: OfficerIn | None = None
    organ_case_no: str | None = Field(None, min_length=1, max_length=80)
    hearing: HearingIn | None = None
    language: Language = "zh"
    sign_language: bool = False

    def paper(self, *, today: date) -> NoticePaper:
        """Raises IdentityNumberInvalid."""
        co_accused = tuple(
            one.person(Part.CO_ACCUSED, today=today, pointer=f"/co_accused/{place}")
            for place, one in enumerate(self.co_accused)
        )
        return NoticePaper(
            agency_org_id=self.agency_org_id,
            organ_org_id=self.organ_org_id,
            reference=self.reference,
            ground_code=self.ground_code,
            stage=self.stage,
            cause_code=self.cause_code,
            person=self.accused.person(Part.ACCUSED, today=today, pointer="/accused"),
            co_accused=co_accused,
            custody_no=self.accused.custody_no,
            has_counsel=self.has_counsel,
            fields={name: value for name, value in self._fields().items() if value},
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


class NoticeQuery(PageQuery):
    state: NoticeState | None = None
    organ_org_id: str | None = Field(None, max_length=40)
    reference: str | None = Field(None, max_length=80)
