"""Subscriptions: what payment hears, its own small readers, and the use case for each."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.payment.domain.claims import (
    CASE,
    DUTY,
    Assigned,
    Earned,
    Unit,
    case_key,
    duty_key,
)
from services.payment.domain.rates import ANY
from services.payment.store.payees import note_provider
from services.payment.usecases.earn_claim import earn_claim, earn_duty_day
from services.payment.usecases.note_assignment import note_assignment
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.messaging.subscriptions import Subscriptions

subscriptions = Subscriptions()


class ProviderSeen(BaseModel):
    """assignment.provider.registered: the public-register entry."""

    provider_id: UUID
    provider_subject: str
    name: str
    license_no: str | None = None


class StageSeen(BaseModel):
    """What both events about a stage and its handler say."""

    stage_assignment_id: UUID
    matter_id: UUID
    agency_org_id: str
    kind: str
    service: str
    stage: str
    provider_id: UUID
    provider_subject: str
    public_post: bool
    assigned_by: str

    def unit(self) -> Unit:
        return Unit(
            key=case_key(self.stage_assignment_id, self.provider_id),
            org_id=self.agency_org_id,
            claim_kind=CASE,
            kind=self.kind,
            service=self.service,
            stage=self.stage,
            provider_id=self.provider_id,
            provider_subject=self.provider_subject,
            public_post=self.public_post,
            matter_id=self.matter_id,
            stage_assignment_id=self.stage_assignment_id,
        )


class AssignedSeen(StageSeen):
    """assignment.lawyer.assigned."""

    assigned_at: datetime
    provider_name: str
    license_no: str | None = None


class PassedSeen(StageSeen):
    """assignment.closing_file.passed: the pay gate opens (law.md 7.3)."""

    assigned_on: date
    closed_on: date
    passed_at: datetime
    passed_by: str


class AttendanceSeen(BaseModel):
    """assignment.attendance.confirmed: one attended, rostered day."""

    attendance_id: UUID
    provider_id: UUID
    provider_subject: str
    agency_org_id: str
    duty_on: date
    public_post: bool
    confirmed_by: str
    confirmed_at: datetime

    def unit(self) -> Unit:
        return Unit(
            key=duty_key(self.provider_id, self.duty_on),
            org_id=self.agency_org_id,
            claim_kind=DUTY,
            kind=DUTY,
            service=DUTY,
            stage=ANY,
            provider_id=self.provider_id,
            provider_subject=self.provider_subject,
            public_post=self.public_post,
            attendance_id=self.attendance_id,
        )


@subscriptions.hears("assignment.provider.registered.v1")
async def on_provider_registered(tx: Transaction, fact: ProviderSeen) -> None:
    await note_provider(
        tx,
        fact.provider_id,
        subject=fact.provider_subject,
        name=fact.name,
        license_no=fact.license_no,
    )


@subscriptions.hears("assignment.lawyer.assigned.v1")
async def on_lawyer_assigned(tx: Transaction, fact: AssignedSeen) -> None:
    await note_provider(
        tx,
        fact.provider_id,
        subject=fact.provider_subject,
        name=fact.provider_name,
        license_no=fact.license_no,
    )
    assigned = Assigned(law_date(fact.assigned_at), fact.assigned_by)
    await note_assignment(tx, unit=fact.unit(), assigned=assigned)


@subscriptions.hears("assignment.closing_file.passed.v1")
async def on_closing_file_passed(tx: Transaction, fact: PassedSeen) -> None:
    await note_provider(
        tx, fact.provider_id, subject=fact.provider_subject, name=None, license_no=None
    )
    await earn_claim(
        tx,
        unit=fact.unit(),
        earned=Earned(fact.closed_on, fact.passed_at, fact.passed_by),
        assigned=Assigned(fact.assigned_on, fact.assigned_by),
    )


@subscriptions.hears("assignment.attendance.confirmed.v1")
async def on_attendance_confirmed(tx: Transaction, fact: AttendanceSeen) -> None:
    await note_provider(
        tx, fact.provider_id, subject=fact.provider_subject, name=None, license_no=None
    )
    earned = Earned(fact.duty_on, fact.confirmed_at, fact.confirmed_by)
    await earn_duty_day(tx, unit=fact.unit(), earned=earned)
