"""Queries: the recorded choices of one case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from services.assignment.store.tables import match_record
from shared.db.transaction import Transaction

RECORDS_MAX = 50


async def match_records_of(tx: Transaction, stage_assignment_id: UUID) -> Sequence[Row[Any]]:
    columns = match_record.c
    query = tx.scoped(
        match_record,
        columns.id,
        columns.purpose,
        columns.chosen_firm_id,
        columns.chosen_provider_id,
        columns.override_reason,
        columns.made_by,
        columns.made_at,
        columns.digest,
    ).where(columns.stage_assignment_id == stage_assignment_id)
    rows = await tx.execute(query.order_by(columns.made_at, columns.id).limit(RECORDS_MAX))
    return list(rows.all())
