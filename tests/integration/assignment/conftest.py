"""The assignment service with the demo's registry, on both databases, on Tuesday 2026-11-24."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.support.assignment_house import AssignmentHouse, assignment_house, seeds_of
from tests.support.servers import FreshDatabase

NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 12:00 in Baotou


@pytest.fixture
async def house(
    assignment_database: FreshDatabase, tmp_path: Path
) -> AsyncIterator[AssignmentHouse]:
    seeds = seeds_of(tmp_path, "2026-11")
    async with assignment_house(assignment_database, NOON, seeds=seeds) as opened:
        yield opened
