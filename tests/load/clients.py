"""Load: a client that costs next to nothing - raw sockets, one request at a time on each."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

CONNECTIONS = 16
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Sample:
    """One stretch of load: answers by status class, and how long each took."""

    seconds: float = 0.0
    good: int = 0
    bad: int = 0
    latencies_ms: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return self.good / self.seconds

    def percentile_ms(self, share: float) -> float:
        ordered = sorted(self.latencies_ms)
        return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


async def load(url: str, request: Callable[[], bytes], seconds: float) -> Sample:
    """Keep CONNECTIONS connections busy for ``seconds``; ``request`` makes the bytes of one call."""
    place = urlsplit(url)
    sample = Sample()
    started = time.perf_counter()
    ends = started + seconds
    turns = [
        _turn(str(place.hostname), int(place.port or 80), request, ends, sample)
        for _ in range(CONNECTIONS)
    ]
    await asyncio.gather(*turns)
    sample.seconds = time.perf_counter() - started
    return sample


async def _turn(
    host: str, port: int, request: Callable[[], bytes], ends: float, sample: Sample
) -> None:
    reader, writer = await asyncio.open_connection(host, port)
    try:
        while (began := time.perf_counter()) < ends:
            writer.write(request())
            good = await _answered(reader)
            sample.latencies_ms.append((time.perf_counter() - began) * 1000)
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
