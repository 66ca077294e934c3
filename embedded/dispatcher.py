"""Embedded: one ASGI app over four, chosen by the first path segment; nothing is stripped."""

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Dispatcher:
    """Hands a request to the app named by its first path segment, else to ``house``.

    Lifespans are not dispatched: the house starts and stops the services itself.
    """

    def __init__(self, apps: Mapping[str, ASGIApp], house: ASGIApp) -> None:
        self._apps = dict(apps)
        self._house = house

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        segment = scope["path"].split("/", 2)[1] if scope["path"].startswith("/") else ""
        await self._apps.get(segment, self._house)(scope, receive, send)
