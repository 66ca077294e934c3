"""Demo: a case file of ``examples/`` as data: who does what, when, and what must come of it."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from shared.kernel.clock import LAW_ZONE

KEY_SPACE = UUID("6f0c1a52-6a57-5d0e-9d0b-7a5b0d8f2c11")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
EACH = "*"  # in a step with ``each``: replaced by every name in turn
_STEP_FIELDS = frozenset(
    "what at as each call body version version_of expect refusal until save".split()
)


class CaseFileUnclear(Exception):
    """The file is not a case file; the message names the file, the step and what is wrong."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """One act of one person.

    ``at``: the business moment to move the clock to first. ``version``: what goes into If-Match;
    ``version_of``: the path that tells it. ``until``: paths and the values to wait for. ``save``: names and paths.
    """

    number: int
    what: str
    at: datetime
    persona: str | None
    method: str
    path: str
    key: UUID
    body: Any = None
    version: int | str | None = None
    version_of: str | None = None
    expect: int | None = None
    refusal: str | None = None
    until: Mapping[str, Any] = field(default_factory=dict)
    save: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """The timeline to show at the end: whose token, which path."""

    title: str
    persona: str
    path: str


@dataclass(frozen=True, kw_only=True)
class CaseFile:
    name: str
    title: str
    story: str
    article: str
    given: Mapping[str, Any]  # values that steps name, beside those that earlier steps saved
    steps: tuple[Step, ...]
    timelines: tuple[Reading, ...]


def load_case_files(folder: Path) -> list[CaseFile]:
    """Every case file of the folder, by name. Raises CaseFileUnclear."""
    return [load_case_file(file) for file in sorted(folder.glob("*.toml"))]


def load_case_file(file: Path) -> CaseFile:
    """Raises CaseFileUnclear."""
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
        return CaseFile(
            name=file.stem,
            title=table["title"],
            story=table["story"],
            article=table["article"],
            given=table.get("given", {}),
            steps=_steps(file.stem, table),
            timelines=tuple(_reading(entry) for entry in table.get("timeline", [])),
        )
    except tomllib.TOMLDecodeError as error:
        raise CaseFileUnclear(f"{file.name}: {error}") from error
    except KeyError as error:
        raise CaseFileUnclear(f"{file.name}: {error} is missing") from error


def moment_of(written: object) -> datetime:
    """A moment written without a zone is meant where the law is. Raises CaseFileUnclear."""
    if not isinstance(written, datetime):
        raise CaseFileUnclear(f"{written!r} is not a moment like 2026-09-01T09:00:00")
    return written if written.tzinfo else written.replace(tzinfo=LAW_ZONE)


def _steps(name: str, table: Mapping[str, Any]) -> tuple[Step, ...]:
    steps: list[Step] = []
    moment = moment_of(table["begins_at"])
    for entry in _spread(table["step"]):
        number = len(steps) + 1
        unknown = set(entry) - _STEP_FIELDS
        if unknown:
            raise CaseFileUnclear(f"{name}, step {number}: unknown field {sorted(unknown)[0]!r}")
        at = moment_of(entry.get("at", moment))
        if at < moment:
            raise CaseFileUnclear(f"{name}, step {number}: {at} is before the step above")
        moment = at
        steps.append(_step(name, number, entry, moment))
    return tuple(steps)


def _spread(entries: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """A step with ``each`` stands for one step per name."""
    for entry in entries:
        for member in entry.get("each", [None]):
            yield entry if member is None else _starred(entry, str(member))


def _starred(value: Any, member: str) -> Any:
    if isinstance(value, str):
        return value.replace(EACH, member)
    if isinstance(value, Mapping):
        return {_starred(name, member): _starred(item, member) for name, item in value.items()}
    if isinstance(value, list):
        return [_starred(item, member) for item in value]
    return value


def _step(name: str, number: int, entry: Mapping[str, Any], moment: datetime) -> Step:
    method, _, path = entry["call"].partition(" ")
    if method not in METHODS or not path.startswith("/"):
        raise CaseFileUnclear(f"{name}, step {number}: call is not 'METHOD /path'")
    return Step(
        number=number,
        what=entry["what"],
        at=moment,
        persona=entry.get("as"),
        method=method,
        path=path,
        key=uuid5(KEY_SPACE, f"{name}/{number}"),
        body=entry.get("body"),
        version=entry.get("version"),
        version_of=entry.get("version_of"),
        expect=entry.get("expect"),
        refusal=entry.get("refusal"),
        until=entry.get("until", {}),
        save=entry.get("save", {}),
    )


def _reading(entry: Mapping[str, Any]) -> Reading:
    return Reading(title=entry["title"], persona=entry["as"], path=entry["path"])
