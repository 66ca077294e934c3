"""Queries: the drafts of one account."""

from typing import Any

from sqlalchemy import Select

from services.intake.store.entry_tables import application_draft
from shared.db.transaction import Transaction

DRAFT_ORDER = (application_draft.c.created_at, application_draft.c.id)


def drafts_list(tx: Transaction) -> Select[Any]:
    return tx.scoped(application_draft)
