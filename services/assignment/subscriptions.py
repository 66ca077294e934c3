"""Subscriptions: what assignment hears, each with its own small reader."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AliasChoices, AwareDatetime, BaseModel, Field

from services.assignment.domain.case_facts import MINOR_TAG, CaseFacts, defense_years
from services.assignment.domain.duty import DutyRequest
from services.assignment.policy import YEARS_BY_GROUND
from services.assignment.usecases.change_duty_request import (
    cancel_duty_request,
    correct_duty_request,
)
from services.assignment.usecases.check_parties import check_parties
from services.assignment.usecases.end_aid import end_aid, resume_aid
from services.assignment.usecases.erase_matter import erase_matter
from services.assignment.usecases.keep_grade import keep_grade, keep_rating
from services.assignment.usecases.open_stage_assignment import open_stage_assignment
from services.assignment.usecases.open_to_reviewers import (
    close_to_reviewers,
    open_to_reviewers,
)
from services.assignment.usecases.receive_duty_request import receive_duty_request
from services.assignment.usecases.tell_organ import hear_organ_told
from services.assignment.usecases.withdraw_notice import withdraw_notice
from shared.db.transaction import Transaction
from shared.messaging.subscriptions import Subscriptions

LAWYER_NAMED = "lawyer.assigned"  # intake's kind of message

subscriptions = Subscriptions()


class CaseSeen(BaseModel):
    """What the grant and the notice have in common."""

    matter_id: UUID
    case_no: str
    agency_org_id: str
    kind: str
    service: str
    stage: str
    cause_code: str
    party_tokens: frozenset[str] = frozenset()
    opponent_tokens: frozenset[str] = frozenset()
    language: str = "zh"
    sign_language: bool = False


class GrantSeen(CaseSeen):
    group_id: UUID | None = None
    decided_at: datetime = Field(validation_alias=AliasChoices("decided_at", "granted_at"))
    ground_codes: tuple[str, ...] = ()
    recipient_tags: tuple[str, ...] = ()
    gender_preference: str | None = None


class AidEndedSeen(BaseModel):
    matter_id: UUID
    reason: str = Field(validation_alias=AliasChoices("end_code", "ground_code"))


class ReinstatedSeen(BaseModel):
    matter_id: UUID
    reinstated_at: datetime


class PartiesSeen(BaseModel):
    matter_id: UUID
    party_tokens: frozenset[str]
    opponent_tokens: frozenset[str]


class NoticeSeen(CaseSeen):
    organ_org_id: str
    received_at: datetime
    ground_code: str
    criminal_defense_years_min: int = 0
    minor: bool = False
    co_accused_token: str | None = None


class DutyRequestSeen(BaseModel):
    duty_request_id: UUID
    agency_org_id: str
    organ_org_id: str
    site_org_id: str
    stage: str
    purpose: str
    person_tokens: tuple[str, ...] = ()
    person_count: int
    needed_on: date
    urgent: bool


class DutyRequestReceivedSeen(DutyRequestSeen):
    received_at: datetime
    asked_at: datetime | None = None


class DutyRequestCanceledSeen(BaseModel):
    duty_request_id: UUID


class NoticeWithdrawnSeen(BaseModel):
    matter_id: UUID
    stage: str


class RatingSeen(BaseModel):
    provider_id: UUID
    rating_tenths: int
    review_count: int
    as_of: AwareDatetime | date


class ReviewOpenedSeen(BaseModel):
    review_id: UUID
    matter_id: UUID
    agency_org_id: str
    reviewer_subjects: tuple[str, ...]


class ReviewFinalizedSeen(BaseModel):
    review_id: UUID
    matter_id: UUID
    stage_assignment_id: UUID
    provider_id: UUID
    grade_code: str
    score_tenths: int
    finalized_at: datetime


class MatterErasedSeen(BaseModel):
    matter_id: UUID


@subscriptions.hears("intake.matter.erased.v1")
async def on_matter_erased(tx: Transaction, fact: MatterErasedSeen) -> None:
    await erase_matter(tx, matter_id=fact.matter_id)


class PartnerMessageSeen(BaseModel):
    matter_id: UUID
    stage_assignment_id: UUID | None = None
    partner_org_id: str
    message_kind: str
    delivered_at: datetime


@subscriptions.hears("intake.application.granted.v1")
@subscriptions.hears("intake.aid_first.granted.v1")
async def on_granted(tx: Transaction, fact: GrantSeen) -> None:
    """法律援助法 43(1), 44: T02 runs from either; a grant after early aid only confirms it."""
    facts = CaseFacts(
        **_common(fact),
        group_id=fact.group_id,
        started_at=fact.decided_at,
        ground_codes=fact.ground_codes,
        recipient_tags=fact.recipient_tags,
        defense_years_min=defense_years(0, fact.ground_codes, YEARS_BY_GROUND),
        minor=MINOR_TAG in fact.recipient_tags,
        gender_preference=fact.gender_preference,
    )
    await open_stage_assignment(tx, facts=facts, people=_people(fact, None))


@subscriptions.hears("intake.matter.terminated.v1")
@subscriptions.hears("intake.aid_first.lapsed.v1")
async def on_aid_ended(tx: Transaction, fact: AidEndedSeen) -> None:
    await end_aid(tx, matter_id=fact.matter_id, reason=fact.reason)


@subscriptions.hears("intake.matter.reinstated.v1")
async def on_reinstated(tx: Transaction, fact: ReinstatedSeen) -> None:
    await resume_aid(tx, matter_id=fact.matter_id, at=fact.reinstated_at)


@subscriptions.hears("intake.matter.parties_changed.v1")
async def on_parties_changed(tx: Transaction, fact: PartiesSeen) -> None:
    people = {"party": fact.party_tokens, "opponent": fact.opponent_tokens}
    await check_parties(tx, matter_id=fact.matter_id, people=people)


@subscriptions.hears("intake.notice.accepted.v1")
async def on_notice(tx: Transaction, fact: NoticeSeen) -> None:
    """法律援助法 36: T04 runs from the receipt of the notice."""
    grounds = (fact.ground_code,)
    facts = CaseFacts(
        **_common(fact),
        started_at=fact.received_at,
        ground_codes=grounds,
        by_notice=True,
        organ_org_id=fact.organ_org_id,
        defense_years_min=defense_years(fact.criminal_defense_years_min, grounds, YEARS_BY_GROUND),
        minor=fact.minor,
    )
    await open_stage_assignment(tx, facts=facts, people=_people(fact, fact.co_accused_token))


@subscriptions.hears("intake.notice.withdrawn.v1")
async def on_notice_withdrawn(tx: Transaction, fact: NoticeWithdrawnSeen) -> None:
    await withdraw_notice(tx, matter_id=fact.matter_id, stage=fact.stage)


@subscriptions.hears("intake.duty_request.received.v1")
async def on_duty_request(tx: Transaction, fact: DutyRequestReceivedSeen) -> None:
    seen = fact.model_dump(exclude={"duty_request_id", "agency_org_id", "asked_at"})
    request = DutyRequest(id=fact.duty_request_id, org_id=fact.agency_org_id, **seen)
    await receive_duty_request(tx, request=request, asked_at=fact.asked_at)


@subscriptions.hears("intake.duty_request.corrected.v1")
async def on_duty_request_corrected(tx: Transaction, fact: DutyRequestSeen) -> None:
    told = fact.model_dump(exclude={"duty_request_id", "agency_org_id", "organ_org_id"})
    await correct_duty_request(tx, duty_request_id=fact.duty_request_id, told=told)


@subscriptions.hears("intake.duty_request.canceled.v1")
async def on_duty_request_canceled(tx: Transaction, fact: DutyRequestCanceledSeen) -> None:
    await cancel_duty_request(tx, duty_request_id=fact.duty_request_id)


@subscriptions.hears("intake.partner_message.delivered.v1", ordered=False)
async def on_message_delivered(tx: Transaction, fact: PartnerMessageSeen) -> None:
    """法律援助法 36: the organ is told once it has the message that names the lawyer."""
    if fact.message_kind != LAWYER_NAMED or fact.stage_assignment_id is None:
        return
    await hear_organ_told(
        tx,
        stage_assignment_id=fact.stage_assignment_id,
        partner_org_id=fact.partner_org_id,
        told_at=fact.delivered_at,
    )


@subscriptions.hears("quality.rating.changed.v1", ordered=False)
async def on_rating(tx: Transaction, fact: RatingSeen) -> None:
    await keep_rating(
        tx,
        provider_id=fact.provider_id,
        rating_tenths=fact.rating_tenths,
        review_count=fact.review_count,
        as_of=fact.as_of,
    )


@subscriptions.hears("quality.review.opened.v1", ordered=False)
async def on_review_opened(tx: Transaction, fact: ReviewOpenedSeen) -> None:
    await open_to_reviewers(
        tx,
        review_id=fact.review_id,
        matter_id=fact.matter_id,
        agency_org_id=fact.agency_org_id,
        subjects=fact.reviewer_subjects,
    )


@subscriptions.hears("quality.review.finalized.v1", ordered=False)
async def on_review_finalized(tx: Transaction, fact: ReviewFinalizedSeen) -> None:
    await keep_grade(
        tx,
        review_id=fact.review_id,
        provider_id=fact.provider_id,
        stage_assignment_id=fact.stage_assignment_id,
        grade_code=fact.grade_code,
        score_tenths=fact.score_tenths,
        finalized_at=fact.finalized_at,
    )
    await close_to_reviewers(tx, review_id=fact.review_id, matter_id=fact.matter_id)


def _common(fact: CaseSeen) -> dict[str, Any]:
    names = set(CaseSeen.model_fields) - {"party_tokens", "opponent_tokens"}
    return fact.model_dump(include=names)


def _people(fact: CaseSeen, co_accused: str | None) -> dict[str, frozenset[str]]:
    return {
        "party": fact.party_tokens,
        "opponent": fact.opponent_tokens,
        "co_accused": frozenset({co_accused} if co_accused else ()),
    }
