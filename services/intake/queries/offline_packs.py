"""Queries: the list of offline packs."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.store.offline_tables import offline_pack
from shared.db.transaction import Transaction

PACK_ORDER: tuple[ColumnElement[Any], ...] = (offline_pack.c.issued_at, offline_pack.c.id)


def offline_packs_list(tx: Transaction, *, state: str | None) -> Select[Any]:
    """Those of your organization, and for an agency those of its workstations."""
    query = tx.scoped(offline_pack)
    return query if state is None else query.where(offline_pack.c.state == state)
