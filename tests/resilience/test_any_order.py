"""Events doubled, shuffled and delivered to a service that never heard of the matter: one end state."""

import random
import shutil
from pathlib import Path

import pytest

from tests.support.listeners import SERVICES, fed, heard_by, prepared
from tests.support.lives import life

LIVES = 4
SEEDS = (1, 2, 3)


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def empty(service: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a service that was prepared and has heard nothing yet."""
    return prepared(service, tmp_path_factory.mktemp(service))


@pytest.mark.parametrize("seed", SEEDS)
async def test_any_order_of_delivery_comes_to_the_same_end(
    service: str, empty: Path, seed: int, tmp_path: Path
) -> None:
    messages = [body for number in range(LIVES) for body in life(number, heard_by(service))]
    doubled = [*messages, *messages]
    random.Random(seed).shuffle(doubled)
    straight, shuffled = tmp_path / "straight.db", tmp_path / "shuffled.db"
    for file in (straight, shuffled):
        shutil.copy(empty, file)
    expected = await fed(service, straight, messages)
    found = await fed(service, shuffled, doubled)
    assert expected.stuck == []
    assert found.stuck == []
    assert found.tables == expected.tables
