"""Database: what a transaction has collected - facts, tasks and acts - for its hooks to write last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from shared.kernel.actor import Actor, Origin


@dataclass(frozen=True)
class PendingFact:
    fact: Any
    tenant: str
    origin: Origin


@dataclass(frozen=True)
class PendingTask:
    task: str
    payload: Mapping[str, Any]
    tenant: str
    stream: str
    origin: Origin


@dataclass(frozen=True)
class PendingAct:
    stream: str
    act: str
    facts: Mapping[str, Any]
    actor: Actor


@dataclass
class Pending:
    """What the hooks will write, and the data keys that only this transaction has seen."""

    facts: list[PendingFact] = field(default_factory=list)
    tasks: list[PendingTask] = field(default_factory=list)
    acts: list[PendingAct] = field(default_factory=list)
    keys: dict[str, bytes] = field(default_factory=dict)

    def copy(self) -> "Pending":
        return Pending(list(self.facts), list(self.tasks), list(self.acts), dict(self.keys))
