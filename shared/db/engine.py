"""Database: one engine for PostgreSQL, or two for an SQLite file (one writer, some readers).

SQLite: WAL with synchronous=FULL, so a commit survives a power cut; every writing transaction
begins with BEGIN IMMEDIATE behind one lock, because a reader that turns writer fails at once.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal

from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from shared.db.types import to_json

POOL_CONNECTIONS = 10
ASIDE_CONNECTIONS = 5
SQLITE_READERS = 4
STATEMENT_TIMEOUT_MS = 5_000
LOCK_TIMEOUT_MS = 2_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 15_000
SQLITE_BUSY_TIMEOUT_MS = 10_000
STATEMENTS_CACHED = 500

Dialect = Literal["postgresql", "sqlite"]


class Database:
    """``url``: ``postgresql+asyncpg://...`` or ``sqlite+aiosqlite:///<file>``."""

    def __init__(
        self, url: str, *, application: str = "legalaid", beside: "Database | None" = None
    ) -> None:
        self.url, self._application = url, application
        self._aside: Database | None = None
        name = make_url(url).get_backend_name()
        if name not in ("postgresql", "sqlite"):
            raise ValueError(f"databases are postgresql or sqlite, not {name}")
        self.dialect: Dialect = "postgresql" if name == "postgresql" else "sqlite"
        if self.dialect == "postgresql":
            connections = ASIDE_CONNECTIONS if beside else POOL_CONNECTIONS
            self._writer = self._reader = _postgresql(url, application, connections)
        else:
            self._writer = beside._writer if beside else _sqlite(url, write=True)
            self._reader = _sqlite(url, write=False)
        self._one_writer: asyncio.Lock = beside._one_writer if beside else asyncio.Lock()

    @property
    def aside(self) -> "Database":
        """The same database on further connections, for what is done while one is held.

        Whoever holds one connection and waits for a second of the same pool stops everybody.
        """
        if self._aside is None:
            self._aside = Database(self.url, application=self._application, beside=self)
        return self._aside

    @asynccontextmanager
    async def begin(self, *, write: bool = True) -> AsyncIterator[AsyncConnection]:
        """A transaction: commits on leaving, rolls back on an exception."""
        if self.dialect == "postgresql" or not write:
            async with self._reader.begin() as connection:
                yield connection
            return
        async with self._one_writer, self._writer.begin() as connection:
            yield connection

    async def dispose(self) -> None:
        if self._aside is not None:
            await self._aside.dispose()
        await self._writer.dispose()
        if self._reader is not self._writer:
            await self._reader.dispose()


def _postgresql(url: str, application: str, connections: int) -> AsyncEngine:
    return create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        json_serializer=to_json,
        query_cache_size=STATEMENTS_CACHED,
        connect_args={
            "prepared_statement_cache_size": STATEMENTS_CACHED,
            "server_settings": {
                "application_name": application,
                "statement_timeout": str(STATEMENT_TIMEOUT_MS),
                "lock_timeout": str(LOCK_TIMEOUT_MS),
                "idle_in_transaction_session_timeout": str(IDLE_IN_TRANSACTION_TIMEOUT_MS),
                "timezone": "UTC",
            },
        },
    )


def _sqlite(url: str, *, write: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        pool_size=1 if write else SQLITE_READERS,
        max_overflow=0,
        json_serializer=to_json,
        query_cache_size=STATEMENTS_CACHED,
        connect_args={"isolation_level": None},
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}",
            "foreign_keys=ON",
            "recursive_triggers=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine
