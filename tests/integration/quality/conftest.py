"""Fixtures of quality's tests: the service on both databases, at the start of November 2026."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.support.quality import QualityHouse, quality_house
from tests.support.servers import APP_ROLE, FreshDatabase

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@pytest.fixture
async def house(quality_database: FreshDatabase) -> AsyncIterator[QualityHouse]:
    async with quality_house(
        quality_database.url, START, owner_url=quality_database.owner_url, role=APP_ROLE
    ) as opened:
        yield opened
