"""Every test of messaging runs over two wires and two databases."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.peers import Pair, pair


@pytest.fixture(params=["in_process", "amqp"])
def wire(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def talking(wire: str, dialect: str, tmp_path: Path) -> AsyncIterator[Pair]:
    """Alpha says, beta hears."""
    async with pair(wire, dialect, tmp_path) as two:
        yield two


@pytest.fixture
async def resting(wire: str, dialect: str, tmp_path: Path) -> AsyncIterator[Pair]:
    """The same two, not yet connected: their workers do it."""
    async with pair(wire, dialect, tmp_path, connected=False) as two:
        yield two


@pytest.fixture
async def unheard(wire: str, dialect: str, tmp_path: Path) -> AsyncIterator[Pair]:
    """Alpha says, and nobody is bound to it."""
    async with pair(wire, dialect, tmp_path, bound=False) as two:
        yield two
