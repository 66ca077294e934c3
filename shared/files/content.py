"""Files: the plain content of a file, read part by part; never whole in memory, never on a disk."""

import asyncio
import io
from bisect import bisect_right
from collections.abc import AsyncIterator, Iterable, Iterator
from itertools import accumulate
from typing import IO, cast

from shared.files.photos import Patch
from shared.files.store import FileStore
from shared.files.uploads import StoredFile


class SealedContent(io.RawIOBase):
    """A readable, seekable file over the sealed parts, for code that runs in a thread of its own.

    Holds one opened part at a time.
    """

    def __init__(self, file: StoredFile, store: FileStore) -> None:
        self._file, self._store = file, store
        self._ends = list(accumulate(part.bytes for part in file.parts))
        self._position = 0
        self._opened: tuple[int, bytes] = (-1, b"")

    @property
    def size(self) -> int:
        return self._ends[-1] if self._ends else 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self.size}[whence]
        self._position = max(base + offset, 0)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self._position >= self.size:
            return 0
        index = bisect_right(self._ends, self._position)
        plain = self._part(index)
        start = self._position - (self._ends[index] - len(plain))
        piece = plain[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def buffered(self) -> IO[bytes]:
        """With reads of any length, whole or to the end."""
        return cast(IO[bytes], io.BufferedReader(self))

    def _part(self, index: int) -> bytes:
        if self._opened[0] != index:
            sealed = self._store.get_blocking(self._file.id, self._file.parts[index].name)
            self._opened = (index, self._file.cipher.open_part(index, sealed))
        return self._opened[1]


async def plain_chunks(file: StoredFile, store: FileStore) -> AsyncIterator[bytes]:
    """The content in order, a part at a time. Raises SealBroken where a part was tampered with."""
    for index, part in enumerate(file.parts):
        sealed = await store.get(file.id, part.name)
        yield await asyncio.to_thread(file.cipher.open_part, index, sealed)


def patched_parts(
    file: StoredFile, patches: Iterable[Patch], store: FileStore
) -> Iterator[tuple[int, bytes]]:
    """The parts that ``patches`` change, with their new content. Holds one part at a time.

    Patches come in the order of their place.
    """
    ends = list(accumulate(part.bytes for part in file.parts))
    index, plain = -1, bytearray()
    for place, byte_run in _within_parts(patches, ends):
        if place[0] != index:
            if index >= 0:
                yield index, bytes(plain)
            index = place[0]
            sealed = store.get_blocking(file.id, file.parts[index].name)
            plain = bytearray(file.cipher.open_part(index, sealed))
        plain[place[1] : place[1] + len(byte_run)] = byte_run
    if index >= 0:
        yield index, bytes(plain)


def _within_parts(
    patches: Iterable[Patch], ends: list[int]
) -> Iterator[tuple[tuple[int, int], bytes]]:
    """Each patch cut at the borders of parts: part, offset in it, bytes."""
    for patch in patches:
        offset, rest = patch.offset, patch.content
        while rest:
            index = bisect_right(ends, offset)
            start = ends[index - 1] if index else 0
            room = ends[index] - offset
            yield (index, offset - start), rest[:room]
            offset, rest = offset + room, rest[room:]
