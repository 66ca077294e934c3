"""Domain: the timeline - who may read which line, and what comes next, in whatever order it came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from enum import IntEnum
from typing import Any

from shared.kernel.clock import LAW_ZONE

UNKNOWN_FACT = "—"
_DATE_CHARS = 10
_NOON = time(12)


class Audience(IntEnum):
    """Each sees what the one before sees, and more."""

    CITIZEN = 1
    LAWYER = 2
    AGENCY = 3
    AUDITOR = 4


@dataclass(frozen=True)
class TimelineLine:
    """How one event type reads on the timeline; one row of ``policy/timeline.toml``.

    ``rank`` orders the life of a case: the next step is that of the furthest fact seen. ``clock``
    names the clock that the next step has, ``clock_from`` the fact that starts it. After one of
    ``restarts_after`` the case begins to live again with this fact.
    """

    type: str
    visibility: Audience
    rank: int
    zh: str
    en: str
    next_zh: str = ""
    next_en: str = ""
    clock: str = ""
    clock_from: str = ""
    restarts_after: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Entry:
    """One event about the matter, as kept."""

    type: str
    source: str
    at: datetime
    facts: Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """One entry in words, or the entry's line before it is told."""

    entry: Entry
    line: TimelineLine
    zh: str
    en: str


class _Facts(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return UNKNOWN_FACT


def tell(
    entries: Iterable[Entry], lines: Mapping[str, TimelineLine], *, audience: Audience
) -> tuple[Told, ...]:
    """The entries that the audience may read, in plain words; of one instant, by life's order."""
    paired = ((entry, lines[entry.type]) for entry in entries if entry.type in lines)
    known = sorted(paired, key=lambda pair: (pair[0].at, pair[1].rank))
    return tuple(
        Told(entry, line, _filled(line.zh, entry.facts), _filled(line.en, entry.facts))
        for entry, line in known
        if line.visibility <= audience
    )


def is_withheld(
    role: str, at: datetime, entries: Iterable[Entry], until: Mapping[str, frozenset[str]]
) -> bool:
    """Whether a read of the file is not yet told: who supervises does so unannounced until it ends.

    ``until``: per reader's role, the event types that end it (law.md 9.3, I-12).
    """
    ends = until.get(role)
    return ends is not None and not any(e.type in ends and e.at >= at for e in entries)


def furthest(told: Iterable[Told]) -> Told | None:
    """The furthest fact of the case's life: its line says what comes next.

    A life that began again is looked at from there on, in the order of time, not of arrival.
    """
    life = list(told)
    again = max((one for one in life if _restarts(one, life)), key=_moment, default=None)
    if again is not None:
        life = [again, *(one for one in life if one.entry.at > again.entry.at)]
    return max(life, key=lambda one: (one.line.rank, one.entry.at), default=None)


def _restarts(told: Told, life: Iterable[Told]) -> bool:
    ends = told.line.restarts_after
    return any(one.entry.type in ends and one.entry.at <= told.entry.at for one in life)


def _moment(told: Told) -> datetime:
    return told.entry.at


def clock_start(told: Told) -> datetime:
    """When the clock of the next step began: the named fact, else the event itself."""
    value = told.entry.facts.get(told.line.clock_from)
    if not isinstance(value, str):
        return told.entry.at
    if len(value) == _DATE_CHARS:
        day = datetime.strptime(value, "%Y-%m-%d")  # noqa: DTZ007 - the zone is put on below
        return datetime.combine(day, _NOON, LAW_ZONE)
    return datetime.fromisoformat(value)


def _filled(template: str, facts: Mapping[str, Any]) -> str:
    shown = {name: UNKNOWN_FACT if value is None else value for name, value in facts.items()}
    return template.format_map(_Facts(shown))
