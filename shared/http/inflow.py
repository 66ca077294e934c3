"""HTTP: a call whose body flows through - its bytes as they come, and short transactions between."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

from starlette.requests import ClientDisconnect, Request

from shared.db.transaction import Transaction
from shared.files.scanning import Scanner
from shared.files.store import FileStore, store_of

STALL_SECONDS = 30.0  # a sender that is silent for so long has gone


class Inflow:
    """What an endpoint takes instead of one transaction around everything.

    Account and role are checked before the first byte is read; the tenant rule is that of the
    gate, in each transaction of ``begin``.
    """

    def __init__(
        self, request: Request, begin: Callable[[], AbstractAsyncContextManager[Transaction]]
    ) -> None:
        self.request, self.begin = request, begin

    @property
    def files(self) -> FileStore:
        return store_of(self.request.app.state.transactions)

    @property
    def scanner(self) -> Scanner | None:
        """Who looks for viruses here, if anybody."""
        found: Scanner | None = self.request.app.state.scanner
        return found

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes. Ends early where the sender goes away: what came, came.

        Raises TimeoutError after STALL_SECONDS of silence.
        """
        stream = self.request.stream().__aiter__()
        while True:
            try:
                async with asyncio.timeout(STALL_SECONDS):
                    chunk = await anext(stream)
            except (StopAsyncIteration, ClientDisconnect):
                return
            yield chunk
