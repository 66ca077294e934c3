"""Gateway: the operators that carry text messages and mini-app messages."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

import structlog

from services.intake.domain.notification import NotificationChannel

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True, repr=False)
class OutgoingMessage:
    """One message for one address; ``id`` stays the same over all tries."""

    id: UUID
    channel: NotificationChannel
    address: str
    text: str


@dataclass(frozen=True)
class Sent:
    """``failure_code`` is None once the operator has taken it; ``again``: a later try may help."""

    failure_code: str | None = None
    again: bool = False


class MessageGateway(Protocol):
    async def send(self, message: OutgoingMessage) -> Sent:
        """Hand over once. The far side's failures are answers, never exceptions."""


class SilentGateway:
    """Development's: takes every message, sends none, and writes nothing personal anywhere."""

    async def send(self, message: OutgoingMessage) -> Sent:
        log.info("message not sent", id=str(message.id), channel=message.channel.value)
        return Sent()


class NoGateway:
    """Where no operator is connected: every message falls back to the inbox, and says why."""

    async def send(self, message: OutgoingMessage) -> Sent:
        return Sent("NO_OPERATOR")
