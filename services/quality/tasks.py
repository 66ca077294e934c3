"""Tasks: what quality does later."""

from uuid import UUID

from pydantic import BaseModel

from services.quality.usecases.finalize_review import UPDATE_RATING
from services.quality.usecases.reply_to_review import NOTE_REPLY
from services.quality.usecases.update_rating import update_rating
from shared.db.obligations import meet_obligation
from shared.db.transaction import Transaction
from shared.messaging.tasks import Tasks

tasks = Tasks()


class ProviderPayload(BaseModel):
    provider_id: UUID


@tasks.performs(UPDATE_RATING)
async def on_update_rating(tx: Transaction, payload: ProviderPayload) -> None:
    await update_rating(tx, provider_id=payload.provider_id, tenant=tx.message.tenant)


class ReviewPayload(BaseModel):
    review_id: UUID


@tasks.performs(NOTE_REPLY)
async def on_note_reply(tx: Transaction, payload: ReviewPayload) -> None:
    await meet_obligation(tx, f"review/{payload.review_id}", "QR1", tx.message.time)
