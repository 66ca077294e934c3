"""The sample service on a fresh database, for each test of the edge."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.sample_app import SampleHouse, sample_house


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[SampleHouse]:
    async with sample_house(tmp_path) as opened:
        yield opened
