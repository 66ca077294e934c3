"""Messaging: what every wire is. Two calls: publish(message) -> outcome, ingest(batch)."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Outcome(StrEnum):
    """What became of one published message.

    ACKED: stored by every listener. RETURNED: nobody is bound, the topology is wrong.
    NACKED: refused for now (queue full). UNKNOWN: no answer; it may or may not have arrived.
    """

    ACKED = "acked"
    RETURNED = "returned"
    NACKED = "nacked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One outbox row on its way: the exact bytes, and what a broker needs beside them."""

    id: UUID
    type: str
    body: bytes


Ingest = Callable[[Sequence[bytes]], Awaitable[None]]
"""Stores a batch durably in the inbox, and returns only when it is committed."""


class Wire(Protocol):
    """A connection of one service to the others."""

    @property
    def is_up(self) -> bool:
        """Whether publishing makes sense now. Down is degraded, never fatal."""

    async def start(self, ingest: Ingest) -> None:
        """Begin to deliver. Returns at once; connecting goes on in the background for ever."""

    async def publish(self, message: Outgoing) -> Outcome:
        """Hand over one message and wait for its outcome. Never raises for a broken line."""

    async def stop_listening(self) -> None:
        """No delivery starts after this; what was stored is confirmed."""

    async def close(self) -> None:
        """Wait shortly for open confirms, then let go."""
