"""Subscriptions: what intake hears, each with its own small reader. All of these commute."""

from datetime import datetime
from uuid import UUID

from pydantic import AliasChoices, BaseModel, Field

from services.intake.domain.duty_request import DutyRequestState
from services.intake.usecases.follow_duty_request import follow_duty_request
from services.intake.usecases.name_lawyer_to_organ import AssignedLawyer, name_lawyer_to_organ
from services.intake.usecases.open_to_handler import open_to_handler
from services.intake.usecases.open_to_reviewers import close_to_reviewers, open_to_reviewers
from services.intake.usecases.project_timeline import project_timeline
from shared.db.transaction import Transaction
from shared.messaging.envelope import Message
from shared.messaging.subscriptions import Subscriptions

subscriptions = Subscriptions(hears_sandbox=True)


class LawyerAssignedSeen(BaseModel):
    matter_id: UUID
    agency_org_id: str
    provider_subject: str
    stage_assignment_id: UUID
    stage: str
    provider_name: str
    license_no: str
    firm_name: str
    work_phone: str | None = None
    assigned_at: datetime


class ReviewOpenedSeen(BaseModel):
    review_id: UUID
    matter_id: UUID
    agency_org_id: str
    reviewer_subjects: tuple[str, ...]


class ReviewFinalizedSeen(BaseModel):
    review_id: UUID
    matter_id: UUID


class DutyStepSeen(BaseModel):
    duty_request_id: UUID
    agency_org_id: str
    organ_org_id: str
    at: datetime = Field(
        validation_alias=AliasChoices("dispatched_at", "accepted_at", "finished_at")
    )


@subscriptions.hears("assignment.lawyer.assigned.v1")
async def on_lawyer_assigned(tx: Transaction, fact: LawyerAssignedSeen) -> None:
    await open_to_handler(
        tx,
        matter_id=fact.matter_id,
        agency_org_id=fact.agency_org_id,
        provider_subject=fact.provider_subject,
    )
    await name_lawyer_to_organ(tx, lawyer=AssignedLawyer(**fact.model_dump()))


@subscriptions.hears("quality.review.opened.v1")
async def on_review_opened(tx: Transaction, fact: ReviewOpenedSeen) -> None:
    await open_to_reviewers(
        tx,
        review_id=fact.review_id,
        matter_id=fact.matter_id,
        agency_org_id=fact.agency_org_id,
        subjects=fact.reviewer_subjects,
    )


@subscriptions.hears("quality.review.finalized.v1")
async def on_review_finalized(tx: Transaction, fact: ReviewFinalizedSeen) -> None:
    await close_to_reviewers(tx, review_id=fact.review_id, matter_id=fact.matter_id)


@subscriptions.hears("assignment.duty_request.dispatched.v1")
async def on_duty_dispatched(tx: Transaction, fact: DutyStepSeen) -> None:
    await _advance(tx, fact, DutyRequestState.DISPATCHED)


@subscriptions.hears("assignment.duty_request.accepted.v1")
async def on_duty_accepted(tx: Transaction, fact: DutyStepSeen) -> None:
    await _advance(tx, fact, DutyRequestState.ACCEPTED)


@subscriptions.hears("assignment.duty_request.finished.v1")
async def on_duty_finished(tx: Transaction, fact: DutyStepSeen) -> None:
    await _advance(tx, fact, DutyRequestState.FINISHED)


@subscriptions.projects("matter", producers=("assignment", "payment", "quality"))
@subscriptions.projects("claim", producers=("payment",))
async def on_event_about_a_matter(tx: Transaction, message: Message) -> None:
    await project_timeline(tx, message=message)


async def _advance(tx: Transaction, fact: DutyStepSeen, state: DutyRequestState) -> None:
    await follow_duty_request(
        tx,
        duty_request_id=fact.duty_request_id,
        agency_org_id=fact.agency_org_id,
        organ_org_id=fact.organ_org_id,
        state=state,
        at=fact.at,
    )
