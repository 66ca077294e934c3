"""Use case: withdraw a document that should not have gone out; it stays readable, and says so."""

from uuid import UUID

from services.intake.domain.document import Document
from services.intake.store.documents import Documents
from shared.db.transaction import Transaction


async def withdraw_document(tx: Transaction, *, document_id: UUID, reason_code: str) -> Document:
    """The public verification says so from now on. Raises DocumentNotFound, ActNotAllowedNow."""
    documents = Documents(tx)
    document = await documents.get(document_id)
    tx.expect_version(document.version)
    document.require("withdraw")
    saved = await documents.withdraw(document, reason_code=reason_code)
    tx.record(
        f"matter/{saved.matter_id}",
        "document.withdraw",
        document_id=saved.id,
        reason_code=reason_code,
    )
    return saved
