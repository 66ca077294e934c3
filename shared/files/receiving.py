"""Files: bytes on their way in - cut into parts, sealed, stored and counted as they come."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from uuid import UUID

from shared.db.transaction import Transaction
from shared.files.files import Files
from shared.files.policy import FilePolicy
from shared.files.store import FileStore
from shared.files.uploads import Part, StoredFile, UploadTooFragmented, UploadTooLarge

PART_BYTES = 1_048_576
Begin = Callable[[], AbstractAsyncContextManager[Transaction]]


class Receiver:
    """Adds to uploads. Every part is a short transaction of its own: a break loses no part."""

    def __init__(self, begin: Begin, store: FileStore, policy: FilePolicy) -> None:
        self.begin, self.store, self.policy = begin, store, policy

    async def append(
        self, file_id: UUID, chunks: AsyncIterator[bytes], *, offset: int
    ) -> StoredFile:
        """Add what comes. More than was declared removes the upload altogether.

        Raises UploadNotFound, UploadAlreadyComplete, UploadOffsetWrong, UploadInHand,
        UploadTooLarge, UploadTooFragmented.
        """
        async with self.claimed(file_id, offset=offset) as (held, writer):
            async for plain in in_parts(chunks):
                if held.received_bytes + len(plain) > held.declared_bytes:
                    await self.discard(held, reason=UploadTooLarge.code)
                    raise UploadTooLarge(limit_bytes=held.declared_bytes)
                held = await self._keep(held, plain, writer)
        return held

    @asynccontextmanager
    async def claimed(self, file_id: UUID, *, offset: int) -> AsyncIterator[tuple[StoredFile, str]]:
        """The upload in nobody else's hand, and the word by which it is ours."""
        writer = secrets.token_hex(8)
        async with self.begin() as tx:
            held = await Files(tx).claim(file_id, offset=offset, writer=writer)
        try:
            yield held, writer
        finally:
            async with self.begin() as tx:
                await Files(tx).release(file_id, writer=writer)

    async def discard(self, file: StoredFile, *, reason: str) -> None:
        """Leave nothing behind but the fact, on the audit chain."""
        await self.store.remove([file.id])
        async with self.begin() as tx:
            await Files(tx).forget(file.id)
            tx.record(f"file/{file.id}", "file.refuse", reason=reason)

    async def _keep(self, held: StoredFile, plain: bytes, writer: str) -> StoredFile:
        """The writer stands in the part's name: one that was given up cannot overwrite ours."""
        number = len(held.parts)
        if number >= self.policy.parts_max:
            raise UploadTooFragmented(limit=self.policy.parts_max)
        part = Part(f"{number:05d}-{writer}", len(plain))
        await self.store.put(held.id, part.name, held.cipher.seal_part(number, plain))
        async with self.begin() as tx:
            await Files(tx).append(held, part, writer=writer)
        return replace(
            held,
            parts=(*held.parts, part),
            received_bytes=held.received_bytes + part.bytes,
        )


async def in_parts(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same bytes in pieces of PART_BYTES; only the last is shorter."""
    waiting = bytearray()
    async for chunk in chunks:
        waiting += chunk
        while len(waiting) >= PART_BYTES:
            yield bytes(waiting[:PART_BYTES])
            del waiting[:PART_BYTES]
    if waiting:
        yield bytes(waiting)
