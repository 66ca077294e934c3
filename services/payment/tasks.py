"""Tasks: work that payment does later, each with a bound of its own."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.payment.store.ledger import ledger_ids
from services.payment.usecases.approve_appropriation import COVER_COMMITMENTS
from services.payment.usecases.approve_rate_row import PRICE_WAITING_CLAIMS
from services.payment.usecases.cover_commitments import cover_commitments
from services.payment.usecases.price_waiting_claims import price_waiting_claims
from services.payment.usecases.verify_ledger import verify_ledger
from shared.db.transaction import Transaction
from shared.messaging.tasks import Tasks
from shared.messaging.timers import Timer

VERIFY_LEDGERS = "verify_ledgers"
VERIFY_SECONDS = 300.0  # a broken invariant stops paying within this time

tasks = Tasks()
timers = (Timer(VERIFY_LEDGERS, VERIFY_SECONDS, VERIFY_LEDGERS),)


class PriceWaiting(BaseModel):
    org_id: str
    after: UUID | None = None


class Cover(BaseModel):
    budget_id: UUID


@tasks.performs(PRICE_WAITING_CLAIMS)
async def on_price_waiting(tx: Transaction, asked: PriceWaiting) -> None:
    await price_waiting_claims(tx, org_id=asked.org_id, after=asked.after)


@tasks.performs(COVER_COMMITMENTS)
async def on_cover(tx: Transaction, asked: Cover) -> None:
    await cover_commitments(tx, budget_id=asked.budget_id)


@tasks.performs(VERIFY_LEDGERS)
async def on_verify(tx: Transaction, _: dict[str, Any]) -> None:
    """Every agency's ledger, in one look; the worker itself belongs to no agency."""
    async with tx.seeing_everything():
        for org_id in await ledger_ids(tx):
            await verify_ledger(tx, org_id=org_id)
