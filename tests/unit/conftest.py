"""Unit tests need no network: a connection is refused here, before it is tried."""

import socket
from typing import Any, NoReturn

import pytest


class NetworkTouched(Exception):
    """A unit test tried to connect somewhere."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(one: socket.socket, address: Any) -> NoReturn:
        raise NetworkTouched(str(address))

    for way in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, way, refuse)
