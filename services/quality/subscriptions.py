"""Subscriptions: what quality hears, its own small readers, and what each adds to the register."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.quality.store.register import BREACHED, Register
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


class DeadlineSeen(BaseModel):
    """A breached clock; only those of a stage assignment concern the register."""

    subject: str
    matter_id: UUID | None
    agency_org_id: str


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
    known = fact.model_dump(include={"closed_on", "closing_code"})
    await _note(tx, fact, fact.agency_org_id, **known)


@subscriptions.hears("assignment.closing_file.passed.v1")
async def on_closing_file_passed(tx: Transaction, fact: PassedSeen) -> None:
    await _note(tx, fact, fact.agency_org_id, file_passed_at=fact.passed_at)


@subscriptions.hears("assignment.engagement.signed.v1")
async def on_engagement_signed(tx: Transaction, fact: StageSeen) -> None:
    await _track(tx, fact, "engagement.signed")


@subscriptions.hears("assignment.progress.recorded.v1")
async def on_progress_recorded(tx: Transaction, fact: StageSeen) -> None:
    await _track(tx, fact, "progress.recorded")


@subscriptions.hears("assignment.closing_file.returned.v1")
async def on_closing_file_returned(tx: Transaction, fact: StageSeen) -> None:
    await _track(tx, fact, "closing_file.returned")


@subscriptions.hears("assignment.deadline.breached.v1", ordered=False)
async def on_deadline_breached(tx: Transaction, fact: DeadlineSeen) -> None:
    kind, _, value = fact.subject.partition("/")
    if kind == "stage_assignment" and fact.matter_id is not None:
        stage = StageSeen(stage_assignment_id=UUID(value), matter_id=fact.matter_id)
        await _track(tx, stage, BREACHED)


async def _note(tx: Transaction, fact: StageSeen, org_id: str, **known: object) -> None:
    await tx.write_into(org_id)
    await Register(tx).note(
        fact.stage_assignment_id, matter_id=fact.matter_id, org_id=org_id, **known
    )


async def _track(tx: Transaction, fact: StageSeen, code: str) -> None:
    await Register(tx).track(
        message_id=tx.message.id,
        stage_assignment_id=fact.stage_assignment_id,
        matter_id=fact.matter_id,
        code=code,
        at=tx.message.time,
        org_id=tx.message.tenant,
    )
