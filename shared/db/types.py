"""Database: column types that mean the same on PostgreSQL and SQLite."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Date, DateTime, Dialect, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

Id = Uuid(as_uuid=True)
Fen = BigInteger()
Day = Date()
Code = Text().with_variant(Text(collation="C"), "postgresql")  # sorts alike everywhere
Json = JSON().with_variant(JSONB(), "postgresql")

_SQLITE_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class Instant(TypeDecorator[datetime]):
    """An aware instant: timestamptz, or UTC text of fixed width on SQLite, so that it sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name == "sqlite":
            return dialect.type_descriptor(Text())
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("an instant needs a time zone")
        moment = value.astimezone(UTC)
        return moment.strftime(_SQLITE_FORMAT) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        return datetime.strptime(value, _SQLITE_FORMAT).replace(tzinfo=UTC)


def to_json(value: Any) -> str:
    """Dates and ids as text; Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
