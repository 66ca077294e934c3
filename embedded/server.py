"""Embedded: serves the house on one port until SIGTERM or SIGINT, then lets it finish in order."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

GRACE_SECONDS = 10
KEEP_ALIVE_SECONDS = 5
BACKLOG = 512


class PortInUse(Exception):
    """Somebody else listens on the port; the message names it."""


class _Server(uvicorn.Server):
    """Leaves the signals alone: uvicorn would raise them again before the workers have stopped."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """A socket bound at once, so that a taken port is said before anything is prepared.

    Raises PortInUse.
    """
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except OSError as error:
        bound.close()
        raise PortInUse(
            f"端口 {port} 已被占用，请换一个。 Port {port} is taken: choose another with PORT=<n>."
        ) from error
    bound.listen(BACKLOG)
    return bound


class Serving:
    """The server as a task beside others; ``stop`` is also what the signals do."""

    def __init__(self, app: ASGIApp, bound: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._server, self._bound = _Server(config), bound

    async def run(self) -> None:
        """Until stopped."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        await self._server.serve(sockets=[self._bound])

    def stop(self) -> None:
        self._server.should_exit = True
