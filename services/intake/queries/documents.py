"""Queries: the documents of a matter that a reader's roles may see."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select

from services.intake.store.document_tables import document
from shared.db.transaction import Transaction

DOCUMENT_ORDER: tuple[ColumnElement[Any], ...] = (document.c.issued_at, document.c.id)


def documents_list(tx: Transaction, *, matter_id: UUID, kinds: Iterable[str]) -> Select[Any]:
    statement = tx.scoped(document).where(document.c.matter_id == matter_id)
    return statement.where(document.c.kind.in_(sorted(kinds)))
