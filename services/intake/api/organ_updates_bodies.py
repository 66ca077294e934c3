"""API: bodies of organ updates; which field a kind needs is told by the refusal of the rule."""

from datetime import date, datetime
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from services.intake.api.coded import Digest, Measure, OrgCode, OutcomePaper, WithdrawalReason
from services.intake.api.examples import ORGAN_UPDATE, shown
from services.intake.api.notices_bodies import ATTACHMENTS_MAX
from services.intake.domain.notice import require_past
from services.intake.domain.organ_update import OrganUpdate, OrganUpdateKind, UpdateDetail
from services.intake.usecases.receive_organ_update import UpdatePaper
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery


class OrganUpdateIn(Body):
    """About one receipt (``notice_id``), or about everyone of your ``notice_reference``."""

    model_config = shown(ORGAN_UPDATE)

    organ_org_id: OrgCode
    reference: str = Field(min_length=1, max_length=80)
    notice_id: UUID | None = None
    notice_reference: str | None = Field(None, min_length=1, max_length=80)
    kind: OrganUpdateKind
    occurred_on: date
    hearing_at: AwareDatetime | None = None
    measure_code: Measure | None = None
    custody_org_id: OrgCode | None = None
    paper_code: OutcomePaper | None = None
    reason_code: WithdrawalReason | None = None
    refusal_accepted: bool | None = None
    attachments: list[Digest] = Field(default_factory=list, max_length=ATTACHMENTS_MAX)

    @model_validator(mode="after")
    def _one_target(self) -> "OrganUpdateIn":
        if (self.notice_id is None) == (self.notice_reference is None):
            raise PydanticCustomError("missing", "one of notice_id and notice_reference")
        return self

    def papers(self, *, today: date) -> tuple[UpdatePaper, ...]:
        """Raises DayInTheFuture."""
        require_past(self.occurred_on, today=today, pointer="/occurred_on")
        detail = UpdateDetail(
            **{name: getattr(self, name) for name in UpdateDetail.__dataclass_fields__}
        )
        paper = UpdatePaper(
            organ_org_id=self.organ_org_id,
            reference=self.reference,
            notice_id=self.notice_id,
            notice_reference=self.notice_reference,
            kind=self.kind,
            occurred_on=self.occurred_on,
            detail=detail,
            attachments=tuple(sorted(set(self.attachments))),
        )
        return (paper,)


class OrganUpdateOut(Answer):
    """The receipt of an update about one person. No personal data."""

    id: UUID
    notice_id: UUID
    matter_id: UUID
    agency_org_id: str
    organ_org_id: str
    reference: str
    kind: OrganUpdateKind
    occurred_on: date
    hearing_at: datetime | None
    measure_code: str | None
    custody_org_id: str | None
    paper_code: str | None
    reason_code: str | None
    refusal_accepted: bool | None
    received_at: datetime

    @classmethod
    def of(cls, update: OrganUpdate) -> "OrganUpdateOut":
        values = {**vars(update), **vars(update.detail)}
        return cls(**{name: values[name] for name in cls.model_fields})


class OrganUpdatesOut(Answer):
    """One receipt per person whom the update is about."""

    updates: list[OrganUpdateOut]


class OrganUpdateQuery(PageQuery):
    kind: OrganUpdateKind | None = None
    matter_id: UUID | None = None
    reference: str | None = Field(None, max_length=80)
