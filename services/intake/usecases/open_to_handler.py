"""Use case: open the intake file to the handler whom assignment named (mission.md)."""

from uuid import UUID

from shared.db.grants import open_grant
from shared.db.transaction import Transaction

HANDLER = "handler"


async def open_to_handler(
    tx: Transaction, *, matter_id: UUID, agency_org_id: str, provider_subject: str
) -> None:
    """The grant may come before the matter is known here: it is a row of its own."""
    await open_grant(
        tx,
        subject=provider_subject,
        object_id=matter_id,
        org_id=agency_org_id,
        purpose=HANDLER,
    )
    tx.record(f"matter/{matter_id}", "file.open_to_handler", subject=provider_subject)
