"""Integration: the scanner's protocol against a small server that speaks it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from shared.files.scanning import (
    ClamdScanner,
    FileInfected,
    ScannerUnavailable,
    scanner_at,
)


@asynccontextmanager
async def clamd(reply: bytes, heard: list[bytes]) -> AsyncIterator[str]:
    """Answers one INSTREAM after its last chunk. Yields the address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        assert await reader.readuntil(b"\x00") == b"zINSTREAM\x00"
        while size := int.from_bytes(await reader.readexactly(4), "big"):
            heard.append(await reader.readexactly(size))
        writer.write(reply)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def chunks() -> AsyncIterator[bytes]:
    yield b"one"
    yield b"two"


async def test_a_clean_content_is_told_in_chunks() -> None:
    heard: list[bytes] = []
    async with clamd(b"stream: OK\x00", heard) as address:
        await ClamdScanner(address).scan(chunks())
    assert heard == [b"one", b"two"]


@pytest.mark.parametrize(
    ("reply", "refusal"),
    [
        (b"stream: Demo.Signature FOUND\x00", FileInfected),
        (b"INSTREAM size limit exceeded. ERROR\x00", ScannerUnavailable),
        (b"", ScannerUnavailable),
    ],
)
async def test_anything_but_clean_is_a_refusal(reply: bytes, refusal: type[Exception]) -> None:
    async with clamd(reply, []) as address:
        with pytest.raises(refusal):
            await ClamdScanner(address).scan(chunks())


async def test_a_scanner_that_is_not_there_is_unavailable() -> None:
    async with clamd(b"", []) as address:
        pass
    with pytest.raises(ScannerUnavailable):
        await ClamdScanner(address).scan(chunks())


def test_without_an_address_nobody_scans() -> None:
    assert scanner_at(None) is None
    assert isinstance(scanner_at("127.0.0.1:3310"), ClamdScanner)
