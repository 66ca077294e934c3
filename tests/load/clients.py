"""Load: a client that costs next to nothing - raw sockets, one request at a time on each."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

CONNECTIONS = 16
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Sample:
    """One stretch of load: answers by status class."""

    seconds: float = 0.0
    good: int = 0
    bad: int = 0

    @property
    def rate(self) -> float:
        return self.good / self.seconds


async def load(netloc: str, request: Callable[[], bytes], seconds: float) -> Sample:
    """Keep CONNECTIONS connections busy for ``seconds``; ``request`` makes the bytes of one call."""
    sample = Sample()
    started = time.perf_counter()
    ends = started + seconds
    turns = [_turn(netloc, request, ends, sample) for _ in range(CONNECTIONS)]
    await asyncio.gather(*turns)
    sample.seconds = time.perf_counter() - started
    return sample


async def latencies(
    netlocs: Sequence[str], request: Callable[[str], bytes], calls: int
) -> dict[str, list[float]]:
    """Seconds from the first byte sent to the last one read. One call at a time, servers in turn.

    Raises RuntimeError for an answer that is not a success.
    """
    found: dict[str, list[float]] = {netloc: [] for netloc in netlocs}
    async with AsyncExitStack() as stack:
        lines = {one: await stack.enter_async_context(_line(one)) for one in netlocs}
        for turn in range(calls):
            for netloc in netlocs if turn % 2 == 0 else reversed(netlocs):
                found[netloc].append(await _asked(*lines[netloc], request(netloc)))
    return found


async def _asked(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> float:
    started = time.perf_counter()
    writer.write(request)
    if not await _answered(reader):
        raise RuntimeError(f"no success: {request[:200]!r}")
    return time.perf_counter() - started


@asynccontextmanager
async def _line(netloc: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, _, port = netloc.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.close()


async def _turn(netloc: str, request: Callable[[], bytes], ends: float, sample: Sample) -> None:
    async with _line(netloc) as (reader, writer):
        while time.perf_counter() < ends:
            writer.write(request())
            good = await _answered(reader)
            sample.good += good
            sample.bad += not good


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(_END_OF_HEAD)
    lower = head.lower()
    at = lower.find(_LENGTH)
    if at >= 0:
        length = int(lower[at + len(_LENGTH) : lower.find(b"\r\n", at)])
        await reader.readexactly(length)
    return head[9:10] == b"2"
