"""Rounds: the courier carries messages to partners' webhooks, each call between two short transactions.

Beside the tasks, because a task runs inside its transaction, where nobody outside is ever called.
"""

import asyncio
import time

from services.intake.gateways.webhooks import Webhooks
from services.intake.usecases.claim_calls import DueCall, claim_calls
from services.intake.usecases.record_attempt import Attempt, record_attempt
from shared.db.transaction import Scope, TransactionFactory
from shared.kernel.actor import system
from shared.security.outbound import CallOutcome


class Courier:
    def __init__(self, transactions: TransactionFactory, webhooks: Webhooks) -> None:
        self._transactions, self._webhooks = transactions, webhooks
        self._actor = system(transactions.service)

    async def round(self) -> int:
        """Claim, call side by side, keep each answer apart. Returns how many calls were made."""
        everything = Scope(everything=True)
        async with self._transactions.begin(actor=self._actor, scope=everything) as tx:
            due = await claim_calls(tx)
        await asyncio.gather(*(self._carry(one) for one in due))
        return len(due)

    async def _carry(self, due: DueCall) -> None:
        started = time.perf_counter()
        reply = await self._webhooks.call(due.call)
        duration_ms = int((time.perf_counter() - started) * 1000)
        scope = Scope(orgs=frozenset({due.message.agency_org_id}))
        async with self._transactions.begin(actor=self._actor, scope=scope) as tx:
            attempt = Attempt(
                at=tx.now,
                outcome_code=str(reply.outcome),
                answered=reply.outcome is CallOutcome.ANSWERED,
                status=reply.status,
                retry_after=reply.retry_after,
                duration_ms=duration_ms,
            )
            await record_attempt(tx, message_id=due.message.id, attempt=attempt)
