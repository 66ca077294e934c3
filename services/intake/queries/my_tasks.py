"""Queries: everything that waits for the caller, by kind of work."""

from services.intake.queries.applications import count_tasks
from services.intake.queries.documents import count_document_tasks
from services.intake.queries.partner_messages import count_delivery_tasks
from shared.db.transaction import Transaction


async def count_my_tasks(tx: Transaction) -> dict[str, int]:
    return {
        **await count_tasks(tx),
        **await count_document_tasks(tx),
        **await count_delivery_tasks(tx),
    }
