"""Unit tests need no network: a connection is refused here, before it is tried.

Nor do they time anything: a property holds on a busy machine too.
"""

import socket
from typing import Any, NoReturn

import pytest
from hypothesis import settings

settings.register_profile("house", deadline=None)
settings.load_profile("house")


class NetworkTouched(Exception):
    """A unit test tried to connect somewhere."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(one: socket.socket, address: Any) -> NoReturn:
        raise NetworkTouched(str(address))

    for way in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, way, refuse)
