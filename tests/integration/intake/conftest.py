"""The intake service with Baotou's seeds, on both databases, on Monday 2026-11-02."""

from collections.abc import AsyncIterator

import pytest

from tests.support.intake import NOON
from tests.support.intake_house import IntakeHouse, intake_house
from tests.support.servers import FreshDatabase


@pytest.fixture
async def house(intake_database: FreshDatabase) -> AsyncIterator[IntakeHouse]:
    async with intake_house(intake_database, NOON) as opened:
        yield opened
