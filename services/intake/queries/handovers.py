"""Queries: lists of transfers, of cooperation between agencies, of mediations."""

from typing import Any

from sqlalchemy import ColumnElement, Select

from services.intake.queries.listing import filtered
from services.intake.store.handover_tables import cooperation, mediation, transfer
from shared.db.transaction import Transaction

TRANSFER_ORDER: tuple[ColumnElement[Any], ...] = (transfer.c.transferred_at, transfer.c.id)
COOPERATION_ORDER: tuple[ColumnElement[Any], ...] = (cooperation.c.requested_at, cooperation.c.id)
MEDIATION_ORDER: tuple[ColumnElement[Any], ...] = (mediation.c.recorded_at, mediation.c.id)


def transfers_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(transfer), transfer, filters)


def cooperations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(cooperation), cooperation, filters)


def mediations_list(tx: Transaction, **filters: Any) -> Select[Any]:
    return filtered(tx.scoped(mediation), mediation, filters)
