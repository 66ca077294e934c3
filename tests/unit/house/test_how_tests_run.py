"""Cheap tests run before dear ones, know which server they need, and unit tests touch no network."""

import socket
from pathlib import PurePath

import pytest

from tests.support.folders import rank, servers_needed


def test_cheap_folders_run_before_dear_ones() -> None:
    files = [
        "e2e/test_life.py",
        "elsewhere/test_new.py",
        "integration/messaging/test_delivery.py",
        "contract/test_openapi.py",
        "integration/intake/test_thread.py",
        "unit/intake/test_scope.py",
        "resilience/test_broker.py",
    ]
    assert sorted(files, key=lambda file: rank(PurePath(file))) == [
        "unit/intake/test_scope.py",
        "contract/test_openapi.py",
        "integration/intake/test_thread.py",
        "integration/messaging/test_delivery.py",
        "resilience/test_broker.py",
        "e2e/test_life.py",
        "elsewhere/test_new.py",
    ]


@pytest.mark.parametrize(
    ("fixtures", "parameters", "needed"),
    [
        ([], ["sqlite", "in_process"], []),
        ([], ["postgresql", "in_process"], ["postgres"]),
        ([], ["sqlite", "amqp"], ["broker"]),
        (["postgres_url", "rabbitmq_url"], [], ["postgres", "broker"]),
    ],
)
def test_a_test_is_marked_with_the_servers_it_needs(
    fixtures: list[str], parameters: list[str], needed: list[str]
) -> None:
    assert servers_needed(fixtures, parameters) == needed


@pytest.mark.parametrize("way", ["connect", "connect_ex"])
def test_a_unit_test_cannot_connect(way: str) -> None:
    with socket.socket() as one, pytest.raises(Exception, match=r"127\.0\.0\.1"):
        getattr(one, way)(("127.0.0.1", 9))
