"""Use case: set the last day of a rate row, so that its successor may begin on the next."""

from datetime import date
from uuid import UUID

from services.payment.domain.rates import RateRow
from services.payment.store.rates import RateRows
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def end_rate_row(tx: Transaction, *, rate_row_id: UUID, last_day: date) -> RateRow:
    """Raises RateRowNotFound, ActNotAllowedNow, RateEndsBeforeToday."""
    rows = RateRows(tx)
    held = await rows.get(rate_row_id)
    tx.expect_version(held.version)
    row = await rows.save(held.end(last_day=last_day, today=law_date(tx.now)))
    tx.record(f"rate_row/{row.id}", "rate_row.end", last_day=last_day.isoformat())
    return row
