"""Support: real servers for tests. `make test` starts them and tells their addresses.

Without them a test skips and says so; in CI (CI=true) it fails instead.
"""

import atexit
import os
import shutil
import tempfile
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

_TEMPLATES: dict[
    str, str
] = {}  # of this process: package to file, "postgresql package" to database


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
        template = await _migrated_template(admin, server, package) if package else "template1"
        await admin.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        owner = f"postgresql+asyncpg://{_account(server)}/{name}"
        host = _account(server).rpartition("@")[2]
        yield FreshDatabase(owner, f"postgresql+asyncpg://{APP_ROLE}@{host}/{name}")
    finally:
        await admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        await admin.close()


async def fresh_sqlite(folder: Path, package: str | None = None) -> FreshDatabase:
    """An SQLite file of its own, migrated for ``package`` if given."""
    file = folder / f"{uuid4().hex}.db"
    if package:
        if package not in _TEMPLATES:
            template = Path(tempfile.mkdtemp(prefix="legalaid-sqlite-")) / "template.db"
            atexit.register(shutil.rmtree, template.parent, ignore_errors=True)
            database = Database(f"sqlite+aiosqlite:///{template}")
            await migrate(package, database)
            await database.dispose()
            _TEMPLATES[package] = str(template)
        shutil.copyfile(_TEMPLATES[package], file)
    url = f"sqlite+aiosqlite:///{file}"
    return FreshDatabase(url, url)


async def _migrated_template(admin: asyncpg.Connection, server: str, package: str) -> str:
    """Migrate once per process and service, copy for every test: 40 ms instead of a second."""
    key = f"postgresql {package}"
    if key not in _TEMPLATES:
        name = f"template_{os.getpid()}_{package.rpartition('.')[2]}"
        await admin.execute(f"CREATE DATABASE {name}")
        database = Database(f"postgresql+asyncpg://{_account(server)}/{name}")
        await migrate(package, database, app_role=APP_ROLE)
        await database.dispose()
        _TEMPLATES[key] = name
    return _TEMPLATES[key]


def _account(server: str) -> str:
    """``user@host:port`` of a URL."""
    return server.partition("://")[2].rpartition("/")[0]
