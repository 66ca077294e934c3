"""Support: whole lives of matters as the events of a producer, made from the published examples."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from shared.kernel.actor import Origin
from shared.messaging.envelope import seal
from tools.contracts import committed

# Per producer, in the order in which they are said about one thing.
ORDER = (
    "intake.application.filed.v1",
    "intake.application.supplement_requested.v1",
    "intake.application.supplemented.v1",
    "intake.application.granted.v1",
    "intake.duty_request.received.v1",
    "assignment.provider.registered.v1",
    "assignment.stage_assignment.opened.v1",
    "assignment.lawyer.assigned.v1",
    "assignment.organ.told.v1",
    "assignment.engagement.signed.v1",
    "assignment.progress.recorded.v1",
    "assignment.stage_assignment.closed.v1",
    "assignment.closing_file.submitted.v1",
    "assignment.closing_file.returned.v1",
    "assignment.closing_file.passed.v1",
    "assignment.duty_request.dispatched.v1",
    "assignment.duty_request.accepted.v1",
    "assignment.duty_request.finished.v1",
    "assignment.attendance.confirmed.v1",
    "payment.budget.reserved.v1",
    "payment.claim.opened.v1",
    "payment.claim.priced.v1",
    "payment.claim.approved.v1",
    "payment.batch.released.v1",
    "payment.subsidy.paid.v1",
    "quality.review.opened.v1",
    "quality.review.finalized.v1",
    "quality.rating.changed.v1",
)


def life(number: int, producers: Sequence[str]) -> list[bytes]:
    """One thing's events, with ids of its own, each stream in its order."""
    examples = {
        path.rpartition("/")[2].removesuffix(".example.json"): json.loads(text)
        for path, text in committed().items()
        if path.endswith(".example.json")
    }
    taken: dict[tuple[str, str], int] = defaultdict(int)
    said = []
    for step, event_type in enumerate(ORDER):
        if event_type.partition(".")[0] not in producers:
            continue
        message = _renamed(examples[event_type], number)
        place = message["source"], message["subject"]
        taken[place] += 1
        said.append(_sealed(message, number, taken[place], step))
    return said


def _renamed(part: Any, number: int) -> Any:
    """The same example about another thing: every id becomes another id."""
    if isinstance(part, dict):
        return {key: _renamed(value, number) for key, value in part.items()}
    if isinstance(part, list):
        return [_renamed(item, number) for item in part]
    if not isinstance(part, str):
        return part
    head, slash, tail = part.rpartition("/")
    try:
        return f"{head}{slash}{uuid5(UUID(tail), str(number))}"
    except ValueError:
        return part


def _sealed(message: dict[str, Any], number: int, sequence: int, step: int) -> bytes:
    return seal(
        message["data"],
        id=uuid5(UUID(message["id"]), f"{message['type']} {number}"),
        type=message["type"],
        source=message["source"],
        stream=message["subject"],
        sequence=sequence,
        tenant=message["tenant"],
        time=datetime.fromisoformat(message["time"]) + timedelta(hours=step),
        origin=Origin(message["actor"]),
    )
