"""Load: the floor - bare ASGI and asyncpg, running a recorded script in one transaction."""

import asyncio
from typing import Any

import asyncpg

from tests.load.recording import Script
from tests.load.works import NAME_HEADER

POOL_CONNECTIONS = 10
STATEMENTS_CACHED = 500
_NAME = NAME_HEADER.lower().encode()


class Floor:
    """Reads the body, runs the statements, commits, answers 201. Nothing is checked."""

    def __init__(self, url: str, scripts: dict[str, Script]) -> None:
        self._url = url
        self._scripts = {name.encode(): script for name, script in scripts.items()}
        self._pool: Any = None
        self._opening = asyncio.Lock()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        while (await receive()).get("more_body"):
            pass
        script = self._scripts.get(dict(scope["headers"]).get(_NAME, b""))
        if script is not None:
            await self._run(script)
        headers = [(b"content-type", b"application/json"), (b"content-length", b"2")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b"{}"})

    async def _run(self, script: Script) -> None:
        pool = self._pool or await self._opened()
        async with pool.acquire() as connection, connection.transaction():
            for statement, rows in script.turns():
                if len(rows) > 1:
                    await connection.executemany(statement.sql, rows)
                elif statement.returns:
                    await connection.fetch(statement.sql, *rows[0])
                else:
                    await connection.execute(statement.sql, *rows[0])

    async def _opened(self) -> Any:
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._url,
                    min_size=POOL_CONNECTIONS,
                    max_size=POOL_CONNECTIONS,
                    statement_cache_size=STATEMENTS_CACHED,
                    init=_speak_json_as_text,
                    reset=_nothing,
                )
        return self._pool


async def _speak_json_as_text(connection: Any) -> None:
    for name in ("json", "jsonb"):
        await connection.set_type_codec(
            name, encoder=str, decoder=str, schema="pg_catalog", format="text"
        )


async def _nothing(_: Any) -> None:
    """The usual reset costs a round trip that the other side does not pay either."""


async def _live(receive: Any, send: Any) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
