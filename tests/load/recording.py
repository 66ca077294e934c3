"""Load: the SQL of one request, so that a floor can run the very same statements without us."""

import pickle
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import event

from shared.db.engine import Database

_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")

_FORMED = re.compile(r"\d{4}-\d\d-\d\d|[{\[]")  # an instant or JSON: no number may be put to it


@dataclass
class Statement:
    sql: str
    rows: list[tuple[Any, ...]]  # one unless it was executed for many
    returns: bool


@contextmanager
def recorded(database: Database) -> Iterator[list[Statement]]:
    """Collect every statement that reaches the driver."""
    statements: list[Statement] = []
    engines = [one._writer.sync_engine for one in (database, database.aside)]

    def note(_: Any, __: Any, sql: str, parameters: Any, ___: Any, many: bool) -> None:
        rows = [tuple(one) for one in parameters] if many else [tuple(parameters)]
        returns = sql.lstrip().upper().startswith("SELECT") or "RETURNING" in sql
        statements.append(Statement(sql, rows, returns))

    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)


def save(statements: list[Statement], file: Path) -> None:
    file.write_bytes(pickle.dumps(statements))


def load(file: Path) -> list[Statement]:
    """From a file that this run has written itself."""
    return list(pickle.loads(file.read_bytes()))


class Script:
    """The statements of one request, again and again, with fresh ids.

    Made from two recordings of the same request: an id that differs was born in the request and is
    born anew in each turn; a text that differs gets a number; everything else stays as it was.
    """

    def __init__(self, first: list[Statement], second: list[Statement]) -> None:
        assert [one.sql for one in first] == [one.sql for one in second]
        self.statements = second
        self._born = sorted(_ids(second) - _ids(first))
        self._turn = 0
        self._moving = [
            [
                [_kind(old, new, self._born) for old, new in zip(before, after, strict=True)]
                for before, after in zip(one.rows, other.rows, strict=True)
            ]
            for one, other in zip(first, second, strict=True)
        ]

    def turns(self) -> Iterator[tuple[Statement, list[tuple[Any, ...]]]]:
        """The statements of one more request."""
        self._turn += 1
        turn = self._turn
        fresh = {old: str(uuid4()) for old in self._born}
        for statement, kinds in zip(self.statements, self._moving, strict=True):
            yield (
                statement,
                [
                    tuple(
                        _value(value, kind, turn, fresh)
                        for value, kind in zip(row, flags, strict=True)
                    )
                    for row, flags in zip(statement.rows, kinds, strict=True)
                ],
            )


def _value(value: Any, kind: str, turn: int, fresh: dict[str, str]) -> Any:
    if kind == "same":
        return value
    if kind == "text":
        return f"{value}-{turn}"
    if isinstance(value, UUID):
        return UUID(fresh[str(value)])
    return _UUID.sub(lambda match: fresh.get(match.group(), match.group()), value)


def _ids(statements: list[Statement]) -> set[str]:
    values = (value for statement in statements for row in statement.rows for value in row)
    texts = (str(value) for value in values if isinstance(value, str | UUID))
    return {found for text in texts for found in _UUID.findall(text)}


def _kind(old: Any, new: Any, born: list[str]) -> str:
    if not isinstance(new, str | UUID):
        return "same"
    if any(one in str(new) for one in born):
        return "id"
    return "same" if old == new or _FORMED.match(str(new)) else "text"
