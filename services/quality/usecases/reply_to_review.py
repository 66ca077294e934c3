"""Use case: the handler answers before the grade becomes final (Q-07)."""

from uuid import UUID

from services.quality.domain.review import Review, ReviewNotFound
from services.quality.store.reviews import REPLY_COLUMN, Reviews
from shared.db.transaction import Transaction

NOTE_REPLY = "note_reply"  # the clock is the agency's row, which a handler may not touch


async def reply_to_review(tx: Transaction, *, review_id: UUID, text: str) -> Review:
    """Raises ReviewNotFound (also for anybody but the handler), ActNotAllowedNow."""
    reviews = Reviews(tx)
    review = await reviews.get(review_id)
    if tx.actor.subject != review.provider_subject:
        raise ReviewNotFound()
    await tx.write_into(review.org_id)
    cipher = await tx.vault.cipher(tx, f"matter/{review.matter_id}")
    saved = await reviews.save(review.replied(tx.now), reply_sealed=cipher.seal(REPLY_COLUMN, text))
    tx.enqueue(
        NOTE_REPLY,
        {"review_id": str(review.id)},
        tenant=review.org_id,
        stream=f"review/{review.id}",
    )
    tx.record(f"review/{review.id}", "review.reply")
    return saved
