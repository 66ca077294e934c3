"""Database: the facts that every service says about its clocks, one set of types per service."""

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


@dataclass(frozen=True, kw_only=True)
class RecomputedFact(DeadlineFact):
    """A calendar import moved the clock from ``..._was_at``."""

    target_was_at: datetime
    limit_was_at: datetime


ROW_FIELDS = frozenset(DeadlineFact.__dataclass_fields__) - {"obligation_id", "agency_org_id"}
_KINDS: dict[str, type] = {
    "approached": DeadlineFact,
    "breached": DeadlineFact,
    "recomputed": RecomputedFact,
}


@cache
def fact_types(service: str) -> dict[str, Any]:
    """``approached``, ``breached`` and ``recomputed`` of ``service``, on ``obligation/<id>``."""
    return {
        name: event(f"{service}.deadline.{name}.v1", stream="obligation")(
            type(f"Deadline{name.title()}", (kind,), {})
        )
        for name, kind in _KINDS.items()
    }
