"""Files: looking into zipped documents without unfolding them; what would unfold too far is refused."""

import struct
import zipfile
from typing import IO

from shared.files.policy import ArchiveLimits
from shared.kernel.refusals import NotUnderstood

_END = b"PK\x05\x06"
_END_BYTES = 22
_COMMENT_BYTES_MAX = 65_535
_ZIP64 = 0xFFFF


class ArchiveNotReadable(NotUnderstood):
    """The content calls itself a zipped document, and is not one."""


class ArchiveUnfoldsTooFar(NotUnderstood):
    """A zip bomb, or as good as one. Facts: ``limit_bytes``."""


def names_in(content: IO[bytes], limits: ArchiveLimits) -> frozenset[str]:
    """The names of what a zipped document holds.

    The directory is measured before it is read, and every entry by what it says of itself.
    Raises ArchiveNotReadable, ArchiveUnfoldsTooFar.
    """
    size = content.seek(0, 2)
    _require_small_directory(content, size, limits)
    try:
        with zipfile.ZipFile(content) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise ArchiveNotReadable() from error
    _require_bounded(entries, size, limits)
    return frozenset(entry.filename for entry in entries)


def _require_small_directory(content: IO[bytes], size: int, limits: ArchiveLimits) -> None:
    content.seek(max(0, size - _END_BYTES - _COMMENT_BYTES_MAX))
    tail = content.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_BYTES:
        raise ArchiveNotReadable()
    entries, directory_bytes = struct.unpack_from("<HI", tail, place + 10)
    too_many = entries == _ZIP64 or entries > limits.entries_max
    if too_many or directory_bytes > limits.directory_bytes_max:
        raise ArchiveUnfoldsTooFar(limit_bytes=limits.unfolded_bytes_max)


def _require_bounded(entries: list[zipfile.ZipInfo], size: int, limits: ArchiveLimits) -> None:
    """Packed sizes that add up to more than the file mean entries that lie on one another."""
    packed = sum(entry.compress_size for entry in entries)
    unfolded = sum(entry.file_size for entry in entries)
    steep = any(e.file_size > limits.ratio_max * max(e.compress_size, 1) for e in entries)
    too_many = len(entries) > limits.entries_max
    if too_many or steep or packed > size or unfolded > limits.unfolded_bytes_max:
        raise ArchiveUnfoldsTooFar(limit_bytes=limits.unfolded_bytes_max)
