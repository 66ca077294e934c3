"""Rounds: the messenger carries notifications to people, between two short transactions."""

import asyncio

from services.intake.gateways.messages import MessageGateway
from services.intake.usecases.carry_notifications import (
    DueMessage,
    claim_notifications,
    keep_outcome,
)
from shared.db.transaction import Scope, TransactionFactory
from shared.kernel.actor import system


class Messenger:
    """Carries notifications to people. No operator is called inside a transaction."""

    def __init__(self, transactions: TransactionFactory, gateway: MessageGateway) -> None:
        self._transactions, self._gateway = transactions, gateway
        self._actor = system(transactions.service)

    async def round(self) -> int:
        """Claim, send side by side, keep each answer apart. Returns how many were taken in hand."""
        everything = Scope(everything=True)
        async with self._transactions.begin(actor=self._actor, scope=everything) as tx:
            taken, due = await claim_notifications(tx)
        await asyncio.gather(*(self._carry(one) for one in due))
        return taken

    async def _carry(self, due: DueMessage) -> None:
        sent = await self._gateway.send(due.message)
        scope = Scope(orgs=frozenset({due.notification.agency_org_id}))
        async with self._transactions.begin(actor=self._actor, scope=scope) as tx:
            await keep_outcome(tx, due=due, sent=sent)
