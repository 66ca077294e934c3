"""Gateway: the webhooks of partners, as Standard Webhooks 1.0 has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

import httpx
from standardwebhooks import Webhook

from shared.security.outbound import Reply, post

USER_AGENT = "legalaid-webhooks/1"


@dataclass(frozen=True, kw_only=True, repr=False)
class WebhookCall:
    """One message for one address. ``secrets``: two of them while an old one still holds."""

    message_id: UUID
    url: str
    secrets: Sequence[str]
    body: bytes


class Webhooks(Protocol):
    async def call(self, call: WebhookCall) -> Reply:
        """Deliver once. The far side's failures are replies, never exceptions."""


class HttpWebhooks:
    """Over HTTP, through the client that is guarded against calls into our own network."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client

    async def call(self, call: WebhookCall) -> Reply:
        now = datetime.now(UTC)  # of the attempt, in system time: receivers allow five minutes
        return await post(
            self._client, call.url, body=call.body, headers=signed_headers(call, now=now)
        )


def signed_headers(call: WebhookCall, *, now: datetime) -> dict[str, str]:
    """``webhook-id`` stays the same over all attempts: the receiver drops what it has seen."""
    body, message_id = call.body.decode(), str(call.message_id)
    signatures = [Webhook(secret).sign(message_id, now, body) for secret in call.secrets]
    return {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
