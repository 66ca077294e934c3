"""Support: a message as if another service had sent it."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from shared.kernel.actor import Origin
from shared.messaging.envelope import Message


def message_from_elsewhere(
    event_type: str,
    stream: str,
    data: dict[str, Any],
    *,
    tenant: str,
    time: datetime,
    sequence: int = 1,
) -> Message:
    """The producer is read from the type; ``data`` may hold dates and ids as they are."""
    return Message(
        id=uuid4(),
        type=event_type,
        source=f"/{event_type.partition('.')[0]}/1",
        stream=stream,
        sequence=sequence,
        tenant=tenant,
        time=time,
        origin=Origin(actor="person-x"),
        data=json.loads(json.dumps(data, default=str)),
    )
