"""Use case: tell a person that there is something to read - queued here, carried after the commit."""

from services.intake.domain.document import Document
from services.intake.domain.notification import Notification
from services.intake.policy.documents import DOCUMENT_KINDS
from services.intake.store.notifications import Notifications
from shared.db.transaction import Transaction


async def notify_of_document(tx: Transaction, *, document: Document) -> None:
    """One notification per letter whose kind asks for one. How to reach them is found out later."""
    template = DOCUMENT_KINDS[document.kind].notification
    if not template:
        return
    fresh = Notification(
        id=tx.new_id(),
        matter_id=document.matter_id,
        agency_org_id=document.agency_org_id,
        template=template,
        number=document.number,
        created_at=tx.now,
        not_before=tx.now,
    )
    await Notifications(tx).add(fresh)
