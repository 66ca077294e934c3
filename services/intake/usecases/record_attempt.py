"""Use case: keep what became of a webhook call - the proof, the next attempt, or the alert."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.intake.domain.partner_channel import Setback, setback
from services.intake.domain.partner_message import (
    DeliveryProof,
    MessageState,
    PartnerMessage,
    failed_fact,
)
from services.intake.policy.delivery import DELIVERY
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_messages import PartnerMessages
from services.intake.usecases.confirm_delivery import confirm_delivery
from shared.db.transaction import Transaction

EXHAUSTED = "attempts_exhausted"


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """One call as it went."""

    at: datetime
    outcome_code: str
    answered: bool
    status: int | None
    retry_after: int | None
    duration_ms: int

    def logged(self) -> dict[str, Any]:
        return {
            "at": self.at,
            "outcome": self.outcome_code,
            "status": self.status,
            "duration_ms": self.duration_ms,
        }


async def record_attempt(tx: Transaction, *, message_id: UUID, attempt: Attempt) -> None:
    """An answered call proves the delivery; a failed one is tried again as the schedule says.

    When the schedule is used up or the channel gets suspended, the message fails and a person is
    told. It stays in the feed and can be sent again.
    """
    messages, channels = PartnerMessages(tx), PartnerChannels(tx)
    message = await messages.get(message_id)
    await messages.add_attempt(message, attempt.logged())
    in_row = await channels.count_attempt(message.channel_id, failed=not attempt.answered)
    if attempt.answered:
        await confirm_delivery(tx, message=message, proof=DeliveryProof.ANSWERED)
        return
    verdict = setback(
        DELIVERY,
        attempts=message.attempts + 1,
        failures_in_row=in_row,
        outcome_code=attempt.outcome_code,
        status=attempt.status,
        retry_after=attempt.retry_after,
    )
    if verdict.suspends_for is not None:
        await channels.suspend(message.channel_id, reason_code=verdict.suspends_for)
    if message.state is MessageState.PENDING:  # else acknowledged while the call was under way
        await _put_off(tx, message, verdict)


async def _put_off(tx: Transaction, message: PartnerMessage, verdict: Setback) -> None:
    failed = verdict.pause_seconds is None or verdict.suspends_for is not None
    await PartnerMessages(tx).put_off(
        message, attempts=message.attempts + 1, seconds=verdict.pause_seconds, failed=failed
    )
    if failed:
        _alert(tx, message, verdict.suspends_for or EXHAUSTED)


def _alert(tx: Transaction, message: PartnerMessage, reason_code: str) -> None:
    tx.record(
        message.subject.stream(message.channel_id),
        "partner_message.fail",
        message_id=message.id,
        reason=reason_code,
    )
    fact = failed_fact(message, reason_code=reason_code, now=tx.now)
    if fact is not None:
        tx.publish(fact, tenant=message.agency_org_id)
