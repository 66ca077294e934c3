"""Tasks: work that intake does later, each with a bound of its own."""

from uuid import UUID

from pydantic import BaseModel

from services.intake.usecases.work_off_batch import WORK_OFF, work_off_batch
from shared.db.transaction import Transaction
from shared.messaging.tasks import Tasks

tasks = Tasks()


class BatchWaits(BaseModel):
    batch_id: UUID


@tasks.performs(WORK_OFF)
async def on_batch_waits(tx: Transaction, asked: BatchWaits) -> None:
    await work_off_batch(tx, batch_id=asked.batch_id)
