"""Support: what intake's worker would do later, done now."""

from sqlalchemy import select

from services.intake.tasks import tasks
from shared.db.tables import inbox
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.messaging.envelope import unseal
from tests.support.intake_house import IntakeHouse


async def perform_tasks(house: IntakeHouse) -> None:
    """Perform what waits, each in its own transaction and scope, and forget it."""
    waiting = await house.rows(
        select(inbox).where(inbox.c.consumer == "tasks").order_by(inbox.c.message_id)
    )
    for row in waiting:
        scope = Scope(orgs=frozenset({row.tenant}))
        async with house.running.transactions.begin(actor=system("intake"), scope=scope) as tx:
            message = unseal(row.body)
            tx.handle(message)
            await tasks.deal(tx, message)
            await tx.execute(inbox.delete().where(inbox.c.message_id == row.message_id))


async def ring(house: IntakeHouse, task: str) -> None:
    """What a timer enqueues, and everything that follows from it."""
    async with house.running.transactions.begin(actor=system("intake"), scope=Scope()) as tx:
        tx.enqueue(task, {}, tenant="", stream=f"timer/{task}")
    for _ in range(2):
        await perform_tasks(house)
