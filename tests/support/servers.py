"""Support: real servers for tests. `make test` starts them and tells their addresses.

Without them a test skips and says so; in CI (CI=true) it fails instead.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

from shared.db.engine import Database
from shared.db.migrations import migrate

APP_ROLE = "legalaid_app"


@dataclass(frozen=True)
class FreshDatabase:
    """One empty or migrated database: its owner's URL, and the run-time role's."""

    owner_url: str
    url: str


def required(variable: str) -> str:
    """The address in the environment, or a skip with its reason (a failure in CI)."""
    address = os.environ.get(variable)
    if address:
        return address
    reason = f"{variable} is not set: run the tests by `make test`"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def fresh_postgres(package: str | None = None) -> AsyncIterator[FreshDatabase]:
    """A PostgreSQL database of its own, migrated for ``package`` (``services.intake``) if given."""
    server = required("TEST_POSTGRES_URL")
    name = f"test_{uuid4().hex[:16]}"
    admin = await asyncpg.connect(server)
    try:
        await admin.execute(
            f"DO $$ BEGIN CREATE ROLE {APP_ROLE} LOGIN; "
            "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
        )
        await admin.execute(f"CREATE DATABASE {name}")
        owner = f"postgresql+asyncpg://{_account(server)}/{name}"
        if package:
            database = Database(owner)
            await migrate(package, database, app_role=APP_ROLE)
            await database.dispose()
        host = _account(server).rpartition("@")[2]
        yield FreshDatabase(owner, f"postgresql+asyncpg://{APP_ROLE}@{host}/{name}")
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


async def fresh_sqlite(folder: Path, package: str | None = None) -> FreshDatabase:
    """An SQLite file of its own, migrated for ``package`` if given."""
    url = f"sqlite+aiosqlite:///{folder / uuid4().hex}.db"
    if package:
        database = Database(url)
        await migrate(package, database)
        await database.dispose()
    return FreshDatabase(url, url)


def _account(server: str) -> str:
    """``user@host:port`` of a URL."""
    return server.partition("://")[2].rpartition("/")[0]
