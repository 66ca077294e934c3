"""Domain: read a registry file (CSV) row by row; a bad row is named and skipped, the good ones stand."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from services.assignment.domain.registry import RegistryFileUnreadable, Standing
from shared.kernel.clock import LAW_ZONE

ROWS_MAX = 2000
LIST_SEPARATOR = ";"
LICENSE_LENGTHS = (12, 17)  # old and new numbers; advisory only (law.md 10.4)
CREDIT_CODE_LENGTH = 18
TRUE_WORDS = frozenset({"1", "true", "yes", "是"})
FALSE_WORDS = frozenset({"", "0", "false", "no", "否"})


@dataclass(frozen=True)
class RowError:
    """Where and why a row was refused; the value itself is not repeated."""

    line: int
    column: str
    code: str  # missing | not_a_date | not_a_number | not_a_yes_or_no | unknown_code | ...


@dataclass(frozen=True)
class Row:
    """One good row: plain values by column name, with warnings that do not refuse it."""

    line: int
    values: Mapping[str, Any]
    warnings: tuple[str, ...] = ()


@dataclass
class Reading:
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


@dataclass(frozen=True)
class Column:
    """One column: how its text is read (ValueError with a code refuses the row)."""

    name: str
    read: Callable[[str], Any]
    required: bool = False


class _BadCell(ValueError):
    """The cell's error code is the message."""


def text(cell: str) -> str | None:
    return cell or None


def day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell) if cell else None
    except ValueError:
        raise _BadCell("not_a_date") from None


def moment(cell: str) -> datetime:
    """A local time where the law is, ``2026-11-24T09:00``."""
    try:
        return datetime.fromisoformat(cell).replace(tzinfo=LAW_ZONE)
    except ValueError:
        raise _BadCell("not_an_instant") from None


def number(cell: str) -> int | None:
    if cell and not cell.isdecimal():
        raise _BadCell("not_a_number")
    return int(cell) if cell else None


def flag(cell: str) -> bool:
    word = cell.casefold()
    if word not in TRUE_WORDS | FALSE_WORDS:
        raise _BadCell("not_a_yes_or_no")
    return word in TRUE_WORDS


def codes(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(LIST_SEPARATOR) if part.strip())


def one_of(*allowed: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if cell not in allowed:
            raise _BadCell("unknown_code")
        return cell

    return read


STANDING = one_of(*(str(standing) for standing in Standing))

FIRM_COLUMNS = (
    Column("org_id", text, required=True),
    Column("name", text, required=True),
    Column("kind", text, required=True),
    Column("area_code", text, required=True),
    Column("credit_code", text),
    Column("work_phone", text),
    Column("standing", STANDING, required=True),
)
PROVIDER_COLUMNS = (
    Column("subject", text, required=True),
    Column("name", text, required=True),
    Column("kind", text, required=True),
    Column("license_no", text, required=True),
    Column("firm_org_id", text, required=True),
    Column("licensed_on", day),
    Column("criminal_defense_since", day),
    Column("minors_experience", flag),
    Column("specialities", codes),
    Column("languages", codes),
    Column("gender", text),
    Column("capacity", number),
    Column("public_post", flag),
    Column("standing", STANDING, required=True),
    Column("suspended_from", day),
    Column("suspended_to", day),
    Column("left_bench_on", day),
    Column("work_phone", text),
    Column("identity_number", text),
)
SHIFT_COLUMNS = (
    Column("shift_no", text, required=True),
    Column("org_id", text, required=True),
    Column("site_org_id", text, required=True),
    Column("duty_on", day, required=True),
    Column("planned_from", moment, required=True),
    Column("planned_to", moment, required=True),
    Column("license_no", text, required=True),
)


def read_rows(content: str, columns: Sequence[Column]) -> Reading:
    """Read the whole file. Raises RegistryFileUnreadable where no row could be right."""
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    header = [name.strip() for name in reader.fieldnames or ()]
    reader.fieldnames = header
    missing = [c.name for c in columns if c.required and c.name not in header]
    if missing:
        raise RegistryFileUnreadable(missing=missing, rows_max=ROWS_MAX, pointer="/content")
    reading = Reading()
    for line, cells in enumerate(_bounded(reader), start=2):
        row, errors = _read_row(line, cells, columns)
        reading.errors += errors
        if row is not None:
            reading.rows.append(row)
    return reading


def _bounded(reader: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for count, cells in enumerate(reader, start=1):
        if count > ROWS_MAX:
            raise RegistryFileUnreadable(missing=[], rows_max=ROWS_MAX, pointer="/content")
        yield cells


def _read_row(
    line: int, cells: Mapping[str, Any], columns: Sequence[Column]
) -> tuple[Row | None, list[RowError]]:
    values: dict[str, Any] = {}
    errors: list[RowError] = []
    for column in columns:
        cell = (cells.get(column.name) or "").strip()
        if column.required and not cell:
            errors.append(RowError(line, column.name, "missing"))
            continue
        try:
            values[column.name] = column.read(cell)
        except ValueError as error:
            errors.append(RowError(line, column.name, str(error)))
    if errors:
        return None, errors
    return Row(line, values, _warnings(values)), []


def _warnings(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Odd numbers are pointed out, never refused: live registers hold them (law.md 10.3, 10.4)."""
    found = []
    license = values.get("license_no")
    if license is not None and len(license) not in LICENSE_LENGTHS:
        found.append("license_no_unusual")
    credit_code = values.get("credit_code")
    if credit_code is not None and len(credit_code) != CREDIT_CODE_LENGTH:
        found.append("credit_code_unusual")
    return tuple(found)
