"""Queries: the documents of a matter that a reader's roles may see, and attempts to serve one."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func

from services.intake.domain.document import CLERKS
from services.intake.store.document_tables import document, service_record
from shared.db.transaction import Transaction

ATTEMPTS_MAX = 100
DOCUMENT_ORDER: tuple[ColumnElement[Any], ...] = (document.c.issued_at, document.c.id)


def documents_list(tx: Transaction, *, matter_id: UUID, kinds: Iterable[str]) -> Select[Any]:
    statement = tx.scoped(document).where(document.c.matter_id == matter_id)
    return statement.where(document.c.kind.in_(sorted(kinds)))


async def attempts_of(tx: Transaction, document_id: UUID) -> Sequence[Row[Any]]:
    """Oldest first, at most ATTEMPTS_MAX."""
    query = tx.scoped(service_record).where(service_record.c.document_id == document_id)
    order = (service_record.c.queued_at, service_record.c.id)
    return list(await tx.execute(query.order_by(*order).limit(ATTEMPTS_MAX)))


async def count_document_tasks(tx: Transaction) -> dict[str, int]:
    """Letters that did not reach their recipient and are not under way again."""
    if not tx.actor.has(*CLERKS):
        return {}
    later = service_record.alias("later")
    tried_again = exists().where(
        later.c.document_id == service_record.c.document_id, later.c.state != "failed"
    )
    query = tx.scoped(service_record, func.count(service_record.c.document_id.distinct()))
    found = await tx.execute(query.where(service_record.c.state == "failed", ~tried_again))
    return {"letters_to_serve_again": int(found.scalar_one())}
