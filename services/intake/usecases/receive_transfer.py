"""Use case: put the receipt of a hand-over on record - the receiver's word, or its paper."""

from uuid import UUID

from services.intake.domain.transfer import Transfer, TransferNotFound
from services.intake.store.transfers import Transfers
from shared.db.transaction import Transaction


async def receive_transfer(
    tx: Transaction, *, transfer_id: UUID, paper_receipt_no: str | None
) -> Transfer:
    """Within the system the receiver says it; for an agency outside the sender records the paper.

    Raises TransferNotFound, TransferAlreadyReceived.
    """
    transfers = Transfers(tx)
    made = await transfers.get(transfer_id)
    speaks = made.to_org_id or made.from_org_id
    if tx.actor.org_id != speaks:
        raise TransferNotFound()
    await tx.write_into(made.from_org_id)
    received = made.receive(at=tx.now, by=tx.actor.person_id, paper_receipt_no=paper_receipt_no)
    saved = await transfers.save(received)
    tx.record(f"matter/{made.matter_id}", "transfer.receive", transfer_id=made.id)
    return saved
