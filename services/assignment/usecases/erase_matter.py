"""Use case: a person's data was erased in intake; what was sealed here under the matter goes too."""

from uuid import UUID

from shared.db.transaction import Transaction


async def erase_matter(tx: Transaction, *, matter_id: UUID) -> None:
    """Destroy the matter's key for good, also where nothing was sealed yet. Chains stay whole."""
    await tx.vault.destroy(tx, f"matter/{matter_id}")
    tx.record(f"matter/{matter_id}", "matter.erase")
