"""API: bodies of mediation hand-offs; the limitation date and its warning stand beside each."""

from datetime import date
from uuid import UUID

from pydantic import Field

from services.intake.api.examples import shown
from services.intake.domain.mediation import (
    Mediation,
    MediationBody,
    MediationDirection,
    MediationOutcome,
    limitation_warns,
)
from services.intake.policy import LIMITS
from services.intake.usecases.refer_mediation import Referral
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery


class MediationIn(Body):
    """``limitation_on``: the last day of the limitation period, if the claim has one."""

    model_config = shown(
        {
            "direction": "to",
            "body_kind": "people",
            "body_name": "演示街道人民调解委员会",
            "referred_on": "2026-11-24",
            "limitation_on": "2027-03-01",
            "consented": True,
        }
    )

    direction: MediationDirection
    body_kind: MediationBody
    body_name: str = Field(min_length=2, max_length=120)
    referred_on: date
    limitation_on: date | None = None
    consented: bool = False

    def referral(self) -> Referral:
        return Referral(**self.model_dump())


class MediationOutcomeIn(Body):
    outcome: MediationOutcome
    concluded_on: date
    agreement_no: str | None = Field(None, min_length=1, max_length=80)


class MediationOut(Answer):
    """``limitation_warning``: fewer days are left than the policy asks for, or none."""

    id: UUID
    matter_id: UUID
    direction: MediationDirection
    body_kind: MediationBody
    body_name: str
    referred_on: date
    outcome: MediationOutcome | None
    agreement_no: str | None
    concluded_on: date | None
    limitation_on: date | None
    limitation_days_left: int | None
    limitation_warning: bool
    version: int

    @classmethod
    def of(cls, mediation: Mediation, *, today: date) -> "MediationOut":
        left = mediation.days_to_limitation(today)
        warns = limitation_warns(left, warn_days=LIMITS.limitation_warn_days)
        own = vars(mediation)
        names = [name for name in cls.model_fields if name in own]
        values = {name: own[name] for name in names}
        return cls(**values, limitation_days_left=left, limitation_warning=warns)


class MediationQuery(PageQuery):
    matter_id: UUID | None = None
    outcome: MediationOutcome | None = None
    body_kind: MediationBody | None = None
