"""Load: a client that costs next to nothing - raw sockets, one request at a time on each."""

import asyncio
import time
from collections.abc import Callable
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
    host, _, port = netloc.partition(":")
    sample = Sample()
    started = time.perf_counter()
    ends = started + seconds
    turns = [_turn(host, int(port), request, ends, sample) for _ in range(CONNECTIONS)]
    await asyncio.gather(*turns)
    sample.seconds = time.perf_counter() - started
    return sample


async def _turn(
    host: str, port: int, request: Callable[[], bytes], ends: float, sample: Sample
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while time.perf_counter() < ends:
            writer.write(request())
            good = await _answered(reader)
            sample.good += good
            sample.bad += not good
    finally:
        writer.close()


async def _answered(reader: asyncio.StreamReader) -> bool:
    head = await reader.readuntil(_END_OF_HEAD)
    lower = head.lower()
    at = lower.find(_LENGTH)
    if at >= 0:
        length = int(lower[at + len(_LENGTH) : lower.find(b"\r\n", at)])
        await reader.readexactly(length)
    return head[9:10] == b"2"
