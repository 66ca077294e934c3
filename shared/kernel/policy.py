"""Kernel: policy rows, and the digest by which a decision cites exactly the row it used."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from shared.kernel.refusals import PolicyRowMissing


def canonical(value: Any) -> bytes:
    """One byte string for one value: sorted keys, no spaces, UTF-8, dates and ids as text."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    ).encode()


def digest(value: Any) -> str:
    """sha256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


@dataclass(frozen=True)
class RowRef:
    """How a decision, a price or a clock cites the policy row behind it."""

    table: str
    row_id: str
    digest: str
    source: str


class Dated(Protocol):
    """A row that holds from one day to another, both included; an open end is None."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


Row = TypeVar("Row", bound=Dated)


def row_on(rows: Iterable[Row], day: date, *, table: str, key: str) -> Row:
    """The one row that holds on ``day``; the newest wins where two overlap.

    Raises PolicyRowMissing naming the table, the key and the day.
    """
    held = [r for r in rows if r.valid_from <= day and (r.valid_to is None or day <= r.valid_to)]
    if not held:
        raise PolicyRowMissing(table=table, key=key, day=day.isoformat())
    return max(held, key=lambda row: row.valid_from)
