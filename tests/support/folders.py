"""Support: what a test's folder and fixtures say about it - when it runs, which server it needs."""

from collections.abc import Collection
from pathlib import PurePath

# Cheap before dear: the first failure comes as early as it can.
ORDER = (
    "unit",
    "contract",
    "integration",
    "integration/messaging",
    "resilience",
    "e2e",
)
BROKER_FIXTURES = frozenset({"rabbitmq_url"})
POSTGRES_FIXTURES = frozenset({"postgres_url"})


def rank(path: PurePath) -> int:
    """When the tests of a file below ``tests/`` run; an unplanned folder comes last."""
    places = [number for number, folder in enumerate(ORDER) if path.is_relative_to(folder)]
    return max(places, default=len(ORDER))


def servers_needed(fixtures: Collection[str], parameters: Collection[object]) -> list[str]:
    """The marks ``postgres`` and ``broker`` of a test with these fixtures and parameter values."""
    needed = []
    if POSTGRES_FIXTURES & set(fixtures) or "postgresql" in parameters:
        needed.append("postgres")
    if BROKER_FIXTURES & set(fixtures) or "amqp" in parameters:
        needed.append("broker")
    return needed
