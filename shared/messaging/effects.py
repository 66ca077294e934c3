"""Messaging: from the inbox to its effects. Cursor, state and next outbox rows in one transaction.

Streams are dealt with together for speed, each in a savepoint. What cannot be pinned on one of
them (a failed commit, a lost connection) makes the batch be done again, one by one.
"""

import asyncio
from collections.abc import Iterable

import structlog

from shared.db.engine import Database
from shared.db.transaction import Scope, Transaction, TransactionFactory
from shared.kernel.actor import system
from shared.messaging.envelope import Message, unseal
from shared.messaging.failures import (
    POISON_DEATHS,
    TRANSIENT_TRIES,
    FailureClass,
    classify,
    retry_after_seconds,
    told,
    transient_pause,
)
from shared.messaging.hands import DIED, Hand, Hands, Verdict
from shared.messaging.inbox import Status
from shared.messaging.meters import Meters
from shared.messaging.subscriptions import Desk

SUSPECTS_PER_ROUND = 10
HANDLER_SECONDS = 30.0
POLL_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Effects:
    """Deals with the messages of one consumer: events, or the service's own tasks."""

    def __init__(
        self,
        *,
        consumer: str,
        desk: Desk,
        transactions: TransactionFactory,
        boot: str,
        bell: asyncio.Event,
        meters: Meters,
    ) -> None:
        self._consumer, self._desk, self._transactions = consumer, desk, transactions
        self._database: Database = transactions.database
        self._hands = Hands(consumer, boot)
        self._bell, self._meters = bell, meters

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until ``stopping``; the bell starts a round at once, the poll is the net."""
        while not stopping.is_set():
            if await self.round():
                continue
            try:
                await asyncio.wait_for(self._bell.wait(), POLL_SECONDS)
            except TimeoutError:
                continue
            self._bell.clear()

    async def round(self) -> int:
        """One batch of clean streams together, then a few suspects alone. Returns how many were tried."""
        async with self._database.begin() as connection:
            hands = await self._hands.claim(connection)
        if hands:
            await self._together(hands)
        for tried in range(SUSPECTS_PER_ROUND):
            async with self._database.begin() as connection:
                suspects = await self._hands.claim_suspect(connection)
            if not suspects:
                return len(hands) + tried
            for suspect in suspects:
                await self._alone(suspect)
        return len(hands) + SUSPECTS_PER_ROUND

    async def _together(self, hands: list[Hand]) -> None:
        try:
            await self._apply(hands)
        except Exception as error:  # not to be pinned on one stream: find out one by one
            log.info("batch split", consumer=self._consumer, cause=told(error))
            for hand in hands:
                await self._alone(hand)

    async def _alone(self, hand: Hand) -> None:
        if hand.last_error == DIED and hand.attempts >= POISON_DEATHS:
            await self._conclude(self._failed(hand, FailureClass.POISON, DIED))
            return
        for _ in range(TRANSIENT_TRIES):
            try:
                await self._apply([hand])
                return
            except Exception as error:
                failure = classify(error)
                if failure is not FailureClass.TRANSIENT:
                    await self._conclude(self._failed(hand, failure, told(error)))
                    return
                log.info("transient failure", consumer=self._consumer, cause=told(error))
                await transient_pause()

    async def _apply(self, hands: list[Hand]) -> None:
        async with self._transactions.begin(
            actor=system(self._transactions.service),
            scope=Scope(orgs=frozenset(hand.tenant for hand in hands if hand.tenant)),
        ) as tx:
            mine = await self._hands.lock(tx.connection)
            verdicts = [
                await self._deal(tx, hand, alone=len(hands) == 1)
                for hand in hands
                if hand.key in mine
            ]
            await self._hands.conclude(tx.connection, verdicts)
        self._count(verdicts)

    async def _deal(self, tx: Transaction, hand: Hand, *, alone: bool) -> Verdict:
        message = unseal(hand.body)
        if not self._desk.deals_with(message):
            return Verdict(hand, Status.SKIPPED)
        tx.handle(message)
        if alone:
            await self._perform(tx, message)
            return Verdict(hand, Status.DONE)
        try:
            async with tx.savepoint():
                await self._perform(tx, message)
        except Exception as error:
            failure = classify(error)
            if failure is FailureClass.TRANSIENT:
                raise
            return self._failed(hand, failure, told(error))
        return Verdict(hand, Status.DONE)

    async def _perform(self, tx: Transaction, message: Message) -> None:
        async with asyncio.timeout(HANDLER_SECONDS):
            await self._desk.deal(tx, message)

    def _failed(self, hand: Hand, failure: FailureClass, line: str) -> Verdict:
        before = (
            0 if hand.last_error == DIED and failure is not FailureClass.POISON else hand.attempts
        )
        attempts = before + 1
        pause = retry_after_seconds(attempts) if failure is FailureClass.RETRYABLE else None
        log.warning(
            "message failed",
            consumer=self._consumer,
            type=hand.type,
            stream=hand.stream,
            message_id=str(hand.message_id),
            failure=failure.value,
            attempts=attempts,
            error=line,
        )
        if pause is not None:
            return Verdict(hand, None, attempts, line, pause)
        if self._desk.parks(unseal(hand.body)):
            return Verdict(hand, None, attempts, line, parked=True)
        return Verdict(hand, Status.QUARANTINED, attempts, line)

    async def _conclude(self, verdict: Verdict) -> None:
        async with self._database.begin() as connection:
            if verdict.hand.key in await self._hands.lock(connection):
                await self._hands.conclude(connection, [verdict])
        self._count([verdict])

    def _count(self, verdicts: Iterable[Verdict]) -> None:
        for verdict in verdicts:
            result = "parked" if verdict.parked else verdict.status or "retried"
            self._meters.effects.labels(self._consumer, str(result)).inc()
