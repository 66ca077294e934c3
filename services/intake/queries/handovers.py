"""Queries: lists of transfers, of cooperation between agencies, of mediations."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Table

from services.intake.store.handover_tables import cooperation, mediation, transfer
from shared.db.transaction import Transaction

TRANSFER_ORDER: tuple[ColumnElement[Any], ...] = (transfer.c.transferred_at, transfer.c.id)
COOPERATION_ORDER: tuple[ColumnElement[Any], ...] = (cooperation.c.requested_at, cooperation.c.id)
MEDIATION_ORDER: tuple[ColumnElement[Any], ...] = (mediation.c.recorded_at, mediation.c.id)


def transfers_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return _filtered(tx, transfer, filters)


def cooperations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return _filtered(tx, cooperation, filters)


def mediations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return _filtered(tx, mediation, filters)


def _filtered(tx: Transaction, table: Table, filters: dict[str, Any]) -> Select[Any]:
    statement = tx.scoped(table)
    for name, value in filters.items():
        if value is not None:
            statement = statement.where(table.c[name] == value)
    return statement
