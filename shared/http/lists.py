"""HTTP: lists by signed keyset cursor. No offset, no count, no page that shifts under the reader."""

import base64
import binascii
import hmac
import inspect
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field
from sqlalchemy import ColumnElement, Select, UnaryExpression, literal, tuple_
from sqlalchemy.sql import operators

from shared.db.transaction import Transaction
from shared.http.bodies import Answer, Body
from shared.kernel.refusals import NotUnderstood

LIMIT_DEFAULT = 50
LIMIT_MAX = 100
CURSOR_CHARS_MAX = 1_000
SIGNATURE_CHARS = 22
_SIGNED_AS = "list_cursor"

Item = TypeVar("Item")


class CursorNotValid(NotUnderstood):
    """The cursor was not issued by this list."""


class FilterNotSupported(NotUnderstood):
    """The list has no time of update."""


class Page(Answer, Generic[Item]):
    """One page. ``next_cursor`` is null on the last one."""

    items: list[Item]
    next_cursor: str | None = None


class PageQuery(Body):
    """What every list understands; a list with filters derives its own query from this."""

    limit: int = Field(
        default=LIMIT_DEFAULT, ge=1, le=LIMIT_MAX, description="每页条数 · items per page"
    )
    cursor: str | None = Field(
        default=None,
        max_length=CURSOR_CHARS_MAX,
        description="上一页的 next_cursor · from the last page",
    )
    updated_after: AwareDatetime | None = Field(
        default=None, description="只列出此后更新的 · only what was updated after this instant"
    )


async def page(
    tx: Transaction,
    statement: Select[Any],
    query: PageQuery,
    *,
    order: Sequence[ColumnElement[Any]],
    item: Callable[[Any], Item | Awaitable[Item]],
    updated: ColumnElement[Any] | None = None,
) -> Page[Item]:
    """Run ``statement`` (already scoped and filtered) from the cursor on.

    ``order`` ends with the id, so that no two rows tie; all ascending or all ``.desc()``. Its
    columns must be selected. ``item`` makes the answer of a row, awaited where it must decrypt.
    Raises CursorNotValid, FilterNotSupported.
    """
    columns, descending = _columns(order)
    statement = _updated_after(statement, query, columns[0], updated)
    if query.cursor is not None:
        statement = statement.where(_beyond(columns, descending, _read(tx, query.cursor, columns)))
    found = await tx.execute(statement.order_by(*order).limit(query.limit + 1))
    rows = found.all()
    kept = rows[: query.limit]
    more = len(rows) > query.limit
    cursor = (
        _write(tx, [kept[-1]._mapping[column] for column in columns], columns) if more else None
    )
    return Page(items=[await _item(item, row) for row in kept], next_cursor=cursor)


async def _item(item: Callable[[Any], Item | Awaitable[Item]], row: Any) -> Item:
    made = item(row)
    return await made if inspect.isawaitable(made) else made


def _columns(order: Sequence[ColumnElement[Any]]) -> tuple[list[Any], bool]:
    descending = {_is_descending(one) for one in order}
    if len(descending) != 1:
        raise TypeError("a list is ordered all upward or all downward")
    plain = [one.element if isinstance(one, UnaryExpression) else one for one in order]
    return plain, descending.pop()


def _is_descending(one: ColumnElement[Any]) -> bool:
    return isinstance(one, UnaryExpression) and one.modifier is operators.desc_op


def _updated_after(
    statement: Select[Any], query: PageQuery, first: Any, updated: ColumnElement[Any] | None
) -> Select[Any]:
    if query.updated_after is None:
        return statement
    column = updated if updated is not None else getattr(first.table.c, "updated_at", None)
    if column is None:
        raise FilterNotSupported(pointer="/updated_after", place="query")
    return statement.where(column > query.updated_after)


def _beyond(columns: list[Any], descending: bool, values: list[Any]) -> ColumnElement[bool]:
    here = tuple_(*columns)
    there = tuple_(*(literal(v, c.type) for c, v in zip(columns, values, strict=True)))
    return here < there if descending else here > there


def _write(tx: Transaction, values: list[Any], columns: list[Any]) -> str:
    raw = json.dumps([_packed(value) for value in values], separators=(",", ":")).encode()
    payload = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    return f"{payload}.{_signature(tx, payload, columns)}"


def _read(tx: Transaction, cursor: str, columns: list[Any]) -> list[Any]:
    payload, _, signature = cursor.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(tx, payload, columns).encode()):
        raise CursorNotValid(pointer="/cursor", place="query")
    try:
        packed = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (binascii.Error, ValueError) as error:
        raise CursorNotValid(pointer="/cursor", place="query") from error
    return [_unpacked(value) for value in packed]


def _signature(tx: Transaction, payload: str, columns: list[Any]) -> str:
    """Over the list's own ordering too, so that one list's cursor means nothing to another."""
    ordering = ",".join(f"{column.table.name}.{column.name}" for column in columns)
    return tx.vault.blind_index(_SIGNED_AS, f"{ordering}|{payload}".encode().hex())[
        :SIGNATURE_CHARS
    ]


def _packed(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, UUID):
        return {"u": str(value)}
    return value


def _unpacked(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    makers: dict[str, Callable[[str], Any]] = {
        "t": datetime.fromisoformat,
        "d": date.fromisoformat,
        "u": UUID,
    }
    return makers[kind](text)
