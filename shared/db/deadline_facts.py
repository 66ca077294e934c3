"""Database: the two facts that every service says about its clocks, one pair of types per service."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from shared.kernel.events import event


@dataclass(frozen=True, kw_only=True)
class DeadlineFact:
    """Which clock, whose, under which article, until when."""

    obligation_id: UUID
    subject: str
    matter_id: UUID | None
    agency_org_id: str
    code: str
    article: str
    owner: str
    target_at: datetime
    limit_at: datetime
    provisional: bool


@cache
def fact_types(service: str) -> dict[str, Any]:
    """``approached`` and ``breached`` of ``service``, on streams ``obligation/<id>``."""
    return {
        name: event(f"{service}.deadline.{name}.v1", stream="obligation")(
            type(f"Deadline{name.title()}", (DeadlineFact,), {})
        )
        for name in ("approached", "breached")
    }
