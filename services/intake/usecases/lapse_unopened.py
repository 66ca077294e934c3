"""Use case: end electronic services that nobody opened, so that the letter goes another way."""

from datetime import timedelta

from services.intake.policy.documents import ELECTRONIC_SERVICE_DAYS
from services.intake.store.service_records import ServiceRecords
from services.intake.usecases.record_service import record_failure
from shared.db.transaction import Transaction

LAPSE_UNOPENED = "lapse_unopened"
NOT_OPENED = "NOT_OPENED"
LAPSES_PER_TURN = 200


async def lapse_unopened(tx: Transaction) -> int:
    """Paper is the fallback (law.md A34). Returns how many lapsed; the next turn takes the rest."""
    before = tx.now - timedelta(days=ELECTRONIC_SERVICE_DAYS)
    waiting = await ServiceRecords(tx).unopened(before=before, limit=LAPSES_PER_TURN)
    for record_id in waiting:
        await record_failure(tx, record_id=record_id, failure_code=NOT_OPENED)
    return len(waiting)
