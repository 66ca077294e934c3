"""Files: the scan hook. A scanner is told the content as it is read and says what it found."""

import asyncio
from collections.abc import AsyncIterator
from typing import Protocol

from shared.kernel.refusals import NotUnderstood, Unavailable

REPLY_SECONDS = 60.0
REPLY_BYTES_MAX = 1_024
_CLEAN = b"stream: OK"
_FOUND = b" FOUND"


class FileInfected(NotUnderstood):
    """The scanner knows this content as harmful."""


class ScannerUnavailable(Unavailable):
    """The scanner does not answer; an unscanned file is not taken in for a scanned one."""


class Scanner(Protocol):
    """Raises FileInfected, ScannerUnavailable."""

    async def scan(self, chunks: AsyncIterator[bytes]) -> None: ...


class ClamdScanner:
    """A clamd somewhere on the inner network, spoken to by INSTREAM (ClamAV manual, clamd(8))."""

    def __init__(self, address: str) -> None:
        """``address``: host:port."""
        self._host, _, port = address.rpartition(":")
        self._port = int(port)

    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        try:
            reply = await self._asked(chunks)
        except (OSError, TimeoutError, asyncio.LimitOverrunError) as error:
            raise ScannerUnavailable() from error
        if reply == _CLEAN:
            return
        if reply.endswith(_FOUND):
            raise FileInfected()
        raise ScannerUnavailable()  # over its own size limit, or out of order

    async def _asked(self, chunks: AsyncIterator[bytes]) -> bytes:
        async with asyncio.timeout(REPLY_SECONDS):
            reader, writer = await asyncio.open_connection(
                self._host, self._port, limit=REPLY_BYTES_MAX
            )
            try:
                writer.write(b"zINSTREAM\x00")
                async for chunk in chunks:
                    writer.write(len(chunk).to_bytes(4, "big") + chunk)
                    await writer.drain()
                writer.write(bytes(4))
                await writer.drain()
                return (await reader.read(REPLY_BYTES_MAX)).rstrip(b"\x00\n")
            finally:
                writer.close()


def scanner_at(address: str | None) -> Scanner | None:
    """The scanner of a deployment, or none where no address is set."""
    return ClamdScanner(address) if address else None
