"""Use case: send messages again - one, several, or all of a span; the proof of the first time stays."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.intake.domain.partner_message import (
    PartnerMessageNotFound,
    ReplaySaysOneThing,
    ReplaySpanTooLong,
)
from services.intake.policy.delivery import DELIVERY
from services.intake.store.partner_messages import PartnerMessages
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Replay:
    """Either the ids, or the span of creation: its begin included, its end not."""

    message_ids: Sequence[UUID] | None = None
    created_from: datetime | None = None
    created_until: datetime | None = None
    partner_org_id: str | None = None


async def replay_messages(tx: Transaction, *, replay: Replay) -> int:
    """How many will be sent again.

    Raises ReplaySaysOneThing, ReplaySpanTooLong, PartnerMessageNotFound.
    """
    messages = PartnerMessages(tx)
    if replay.message_ids is not None:
        ids = await _own(tx, replay.message_ids)
    else:
        ids = await messages.ids_in_span(
            *_span(replay),
            partner_org_id=_partner(tx, replay),
            limit=DELIVERY.replay_messages_max + 1,
        )
        if len(ids) > DELIVERY.replay_messages_max:
            raise ReplaySpanTooLong(messages_max=DELIVERY.replay_messages_max)
    await messages.send_again(ids)
    tx.record(f"partner_replay/{tx.new_id()}", "partner_message.replay", messages=len(ids))
    return len(ids)


async def _own(tx: Transaction, message_ids: Sequence[UUID]) -> list[UUID]:
    ids = sorted(set(message_ids))
    for message_id in ids:
        message = await PartnerMessages(tx).get(message_id)
        if tx.actor.org_id not in (message.partner_org_id, message.agency_org_id):
            raise PartnerMessageNotFound()
    return ids


def _span(replay: Replay) -> tuple[datetime, datetime]:
    begin, end = replay.created_from, replay.created_until
    if begin is None or end is None or begin >= end:
        raise ReplaySaysOneThing(pointer="/created_from")
    if end - begin > timedelta(days=DELIVERY.replay_days_max):
        raise ReplaySpanTooLong(messages_max=DELIVERY.replay_messages_max)
    return begin, end


def _partner(tx: Transaction, replay: Replay) -> str | None:
    """A partner replays its own; an agency may name one of its partners."""
    return tx.actor.org_id if tx.actor.has("partner") else replay.partner_org_id
