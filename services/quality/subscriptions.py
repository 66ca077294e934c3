"""Subscriptions: what quality hears, its own small readers, and what each adds to the register."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.quality.domain.register import TrackEntry
from services.quality.store.register import BREACHED, Register
from services.quality.usecases.close_stage import close_stage
from services.quality.usecases.erase_matter import erase_matter
from shared.db.transaction import Transaction
from shared.messaging.subscriptions import Subscriptions

subscriptions = Subscriptions()


class StageSeen(BaseModel):
    """What every event about a stage says."""

    stage_assignment_id: UUID
    matter_id: UUID


class OpenedSeen(StageSeen):
    agency_org_id: str
    kind: str
    service: str
    stage: str
    opened_at: datetime


class AssignedSeen(StageSeen):
    agency_org_id: str
    kind: str
    service: str
    stage: str
    provider_id: UUID
    provider_subject: str
    firm_id: UUID
    assigned_by: str


class ClosedSeen(StageSeen):
    agency_org_id: str
    closed_on: date
    closing_code: str


class PassedSeen(StageSeen):
    agency_org_id: str
    passed_at: datetime


class ProviderSeen(BaseModel):
    provider_id: UUID
    provider_subject: str
    firm_id: UUID


class SignedSeen(StageSeen):
    excuse_code: str | None = None


class ProgressSeen(StageSeen):
    progress_code: str


class PaidSeen(BaseModel):
    """A duty day's subsidy has no stage and is none of the register's business."""

    stage_assignment_id: UUID | None
    matter_id: UUID | None


class DeadlineSeen(BaseModel):
    """A breached clock; only those of a stage assignment concern the register."""

    subject: str
    matter_id: UUID | None
    code: str


class MatterErasedSeen(BaseModel):
    matter_id: UUID


@subscriptions.hears("intake.matter.erased.v1")
async def on_matter_erased(tx: Transaction, fact: MatterErasedSeen) -> None:
    await erase_matter(tx, matter_id=fact.matter_id)


@subscriptions.hears("assignment.provider.registered.v1")
async def on_provider_registered(tx: Transaction, fact: ProviderSeen) -> None:
    await Register(tx).know_provider(
        fact.provider_id,
        provider_subject=fact.provider_subject,
        firm_id=str(fact.firm_id),
        firm_org_id=tx.message.tenant,
    )


@subscriptions.hears("assignment.stage_assignment.opened.v1")
async def on_stage_opened(tx: Transaction, fact: OpenedSeen) -> None:
    known = fact.model_dump(include={"kind", "service", "stage", "opened_at"})
    await _note(tx, fact, fact.agency_org_id, **known)


@subscriptions.hears("assignment.lawyer.assigned.v1")
async def on_lawyer_assigned(tx: Transaction, fact: AssignedSeen) -> None:
    known = fact.model_dump(exclude={"stage_assignment_id", "matter_id", "agency_org_id"})
    known["firm_id"] = str(fact.firm_id)
    await _note(tx, fact, fact.agency_org_id, **known)


@subscriptions.hears("assignment.stage_assignment.closed.v1")
async def on_stage_closed(tx: Transaction, fact: ClosedSeen) -> None:
    await tx.write_into(fact.agency_org_id)
    await close_stage(
        tx,
        stage_assignment_id=fact.stage_assignment_id,
        matter_id=fact.matter_id,
        org_id=fact.agency_org_id,
        closed_on=fact.closed_on,
        closing_code=fact.closing_code,
    )


@subscriptions.hears("assignment.closing_file.passed.v1")
async def on_closing_file_passed(tx: Transaction, fact: PassedSeen) -> None:
    await _note(tx, fact, fact.agency_org_id, file_passed_at=fact.passed_at)


@subscriptions.hears("assignment.engagement.signed.v1")
async def on_engagement_signed(tx: Transaction, fact: SignedSeen) -> None:
    await _track(tx, fact, "engagement.signed", fact.excuse_code)


@subscriptions.hears("assignment.progress.recorded.v1")
async def on_progress_recorded(tx: Transaction, fact: ProgressSeen) -> None:
    await _track(tx, fact, "progress.recorded", fact.progress_code)


@subscriptions.hears("assignment.closing_file.submitted.v1")
async def on_closing_file_submitted(tx: Transaction, fact: StageSeen) -> None:
    await _track(tx, fact, "closing_file.submitted")


@subscriptions.hears("assignment.closing_file.returned.v1")
async def on_closing_file_returned(tx: Transaction, fact: StageSeen) -> None:
    await _track(tx, fact, "closing_file.returned")


@subscriptions.hears("payment.subsidy.paid.v1")
async def on_subsidy_paid(tx: Transaction, fact: PaidSeen) -> None:
    if fact.stage_assignment_id is not None and fact.matter_id is not None:
        stage = StageSeen(stage_assignment_id=fact.stage_assignment_id, matter_id=fact.matter_id)
        await _track(tx, stage, "subsidy.paid")


@subscriptions.hears("assignment.deadline.breached.v1", ordered=False)
async def on_deadline_breached(tx: Transaction, fact: DeadlineSeen) -> None:
    kind, _, value = fact.subject.partition("/")
    if kind == "stage_assignment" and fact.matter_id is not None:
        stage = StageSeen(stage_assignment_id=UUID(value), matter_id=fact.matter_id)
        await _track(tx, stage, BREACHED, fact.code)


async def _note(tx: Transaction, fact: StageSeen, org_id: str, **known: object) -> None:
    await tx.write_into(org_id)
    await Register(tx).note(
        fact.stage_assignment_id, matter_id=fact.matter_id, org_id=org_id, **known
    )


async def _track(tx: Transaction, fact: StageSeen, code: str, detail: str | None = None) -> None:
    entry = TrackEntry(fact.stage_assignment_id, code, tx.message.time, detail)
    await Register(tx).track(
        entry, message_id=tx.message.id, matter_id=fact.matter_id, org_id=tx.message.tenant
    )
