"""Messaging: the wire inside one process. Confirm means that every listener's inbox has committed."""

import asyncio
from dataclasses import dataclass, field

import structlog

from shared.messaging.wire import Ingest, Outcome, Outgoing

MAX_BATCH = 200

log = structlog.get_logger(__name__)


@dataclass
class House:
    """Who listens to whom, among the services of this process."""

    _hears: dict[str, frozenset[str]] = field(default_factory=dict)
    _ingests: dict[str, Ingest] = field(default_factory=dict)

    def wire(self, service: str, hears: frozenset[str]) -> "InProcessWire":
        """Binds ``service`` to the producers it hears. Bind all services before any of them starts."""
        self._hears[service] = hears
        return InProcessWire(service, self)

    def open(self, service: str, ingest: Ingest) -> None:
        self._ingests[service] = ingest

    def shut(self, service: str) -> None:
        self._ingests.pop(service, None)

    async def deliver(self, producer: str, batch: list[bytes]) -> Outcome:
        """One after another: four databases, but two cores. UNKNOWN if any listener did not store."""
        listeners = sorted(name for name, heard in self._hears.items() if producer in heard)
        if not listeners:
            return Outcome.RETURNED
        for listener in listeners:
            ingest = self._ingests.get(listener)
            if ingest is None:
                return Outcome.UNKNOWN
            try:
                await ingest(batch)
            except Exception:  # that inbox did not commit: everybody gets the batch again
                log.exception("ingest failed", listener=listener, messages=len(batch))
                return Outcome.UNKNOWN
        return Outcome.ACKED


class InProcessWire:
    """What is published while a batch is on its way makes the next batch."""

    def __init__(self, service: str, house: House) -> None:
        self._service, self._house = service, house
        self._waiting: list[tuple[bytes, asyncio.Future[Outcome]]] = []
        self._flush: asyncio.Task[None] | None = None

    @property
    def is_up(self) -> bool:
        return True

    async def start(self, ingest: Ingest) -> None:
        self._house.open(self._service, ingest)

    async def publish(self, message: Outgoing) -> Outcome:
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append((message.body, outcome))
        if self._flush is None or self._flush.done():
            self._flush = asyncio.create_task(self._flush_waiting())
        return await outcome

    async def stop_listening(self) -> None:
        self._house.shut(self._service)

    async def close(self) -> None:
        self._house.shut(self._service)
        if self._flush:
            await self._flush

    async def _flush_waiting(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:MAX_BATCH], self._waiting[MAX_BATCH:]
            outcome = await self._house.deliver(self._service, [body for body, _ in batch])
            for _, future in batch:
                if not future.done():
                    future.set_result(outcome)
