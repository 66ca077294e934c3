"""Kernel: one table of transitions guards a state, tells what is allowed now, and documents it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from shared.kernel.refusals import Conflict

State = TypeVar("State", bound=StrEnum)


class ActNotAllowedNow(Conflict):
    """The act does not exist in the current state. Facts: ``act``, ``state``, ``allowed``."""


@dataclass(frozen=True)
class Transition(Generic[State]):
    """``act`` leads from any of ``sources`` to ``target``; only ``roles`` may do it."""

    act: str
    sources: frozenset[State]
    target: State
    roles: frozenset[str]


@dataclass(frozen=True)
class AllowedAction:
    """One act of a resource as its reader sees it: allowed now, or barred by ``reason``."""

    act: str
    allowed: bool
    reason: str | None = None  # "state" or "role"


class TransitionTable(Generic[State]):
    """The transitions of one aggregate. Acts may appear on several rows with different sources."""

    def __init__(self, rows: Sequence[Transition[State]]) -> None:
        self.rows = tuple(rows)

    def after(self, state: State, act: str) -> State:
        """The state that ``act`` leads to.

        Raises ActNotAllowedNow, naming the acts that are possible in ``state``.
        """
        for row in self.rows:
            if row.act == act and state in row.sources:
                return row.target
        raise ActNotAllowedNow(act=act, state=str(state), allowed=self.acts_in(state))

    def acts_in(self, state: State) -> list[str]:
        """The acts that exist in ``state``, whoever asks, in table order and once each."""
        return list(dict.fromkeys(row.act for row in self.rows if state in row.sources))

    def allowed_actions(self, state: State, roles: Iterable[str]) -> list[AllowedAction]:
        """Every act of the aggregate with whether a bearer of ``roles`` may do it in ``state``."""
        held = frozenset(roles)
        answers: dict[str, AllowedAction] = {}
        for row in self.rows:
            reason = None if row.roles & held else "role"
            reason = reason if state in row.sources else "state"
            if reason is None or row.act not in answers:
                answers[row.act] = AllowedAction(row.act, reason is None, reason)
        return list(answers.values())
