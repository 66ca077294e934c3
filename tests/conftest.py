"""The order and marks of tests by folder, and the fixtures that every folder may ask for."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.support.folders import rank, servers_needed
from tests.support.servers import FreshDatabase, fresh_postgres, fresh_sqlite, required

pytest_plugins = ["tests.support.features"]

DIALECTS = ("sqlite", "postgresql")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        case = getattr(item, "callspec", None)
        parameters = list(case.params.values()) if case else []
        for mark in servers_needed(getattr(item, "fixturenames", ()), parameters):
            item.add_marker(mark)
    items.sort(key=lambda item: rank(item.path.relative_to(HERE)))


@pytest.fixture(params=DIALECTS)
def dialect(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both databases."""
    return str(request.param)


@pytest.fixture
async def intake_database(dialect: str, tmp_path: Path) -> AsyncIterator[FreshDatabase]:
    async for database in _database("intake", dialect, tmp_path):
        yield database


@pytest.fixture
async def assignment_database(dialect: str, tmp_path: Path) -> AsyncIterator[FreshDatabase]:
    async for database in _database("assignment", dialect, tmp_path):
        yield database


@pytest.fixture
async def payment_database(dialect: str, tmp_path: Path) -> AsyncIterator[FreshDatabase]:
    async for database in _database("payment", dialect, tmp_path):
        yield database


@pytest.fixture
async def quality_database(dialect: str, tmp_path: Path) -> AsyncIterator[FreshDatabase]:
    async for database in _database("quality", dialect, tmp_path):
        yield database


@pytest.fixture
def rabbitmq_url() -> str:
    return required("TEST_RABBITMQ_URL")


@pytest.fixture
def postgres_url() -> str:
    return required("TEST_POSTGRES_URL")


async def _database(service: str, dialect: str, folder: Path) -> AsyncIterator[FreshDatabase]:
    package = f"services.{service}"
    async with AsyncExitStack() as stack:
        if dialect == "postgresql":
            yield await stack.enter_async_context(fresh_postgres(package))
        else:
            yield await fresh_sqlite(folder, package)
