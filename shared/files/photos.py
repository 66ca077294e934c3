"""Files: the place out of a picture. Metadata is overwritten where it lies, so that lengths stay.

JPEG: every Exif segment becomes one that says only which side is up, every XMP segment becomes
empty. PNG: Exif and text chunks become chunks that mean nothing.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from shared.kernel.refusals import NotUnderstood

WINDOW_BYTES = 1_048_576
CHUNKS_MAX = 100_000
METADATA_BYTES_MAX = 4_194_304
ORIENTATION = 0x0112
_SEGMENT = re.compile(
    rb"\xff\xe1(?P<size>..)(?P<kind>Exif\x00\x00|http://ns\.adobe\.com/)", re.DOTALL
)
_MARK_BYTES = 40  # more than the pattern is long
_EXIF, _HEAD_BYTES = b"Exif\x00\x00", 4
_IFD_ENTRIES_MAX = 512
_PNG_SIGNATURE_BYTES = 8
_PNG_METADATA = frozenset({b"eXIf", b"tEXt", b"iTXt", b"zTXt"})
_PNG_NOTHING = b"voId"  # ancillary, private, safe to copy: every reader passes over it


class PhotoNotReadable(NotUnderstood):
    """The picture's own structure is broken, so its metadata cannot be found."""


@dataclass(frozen=True)
class Patch:
    """Bytes to put at ``offset`` instead of as many that lie there."""

    offset: int
    content: bytes


def without_place(content: IO[bytes], media_type: str) -> Iterator[Patch]:
    """What to overwrite so that the picture no longer says where it was taken.

    Raises PhotoNotReadable.
    """
    content.seek(0)
    return _png_patches(content) if media_type == "image/png" else _jpeg_patches(content)


def _jpeg_patches(content: IO[bytes]) -> Iterator[Patch]:
    """Compressed pixels never hold this marker, so the whole file can be searched for it:
    pictures that a phone appends behind the first have metadata of their own.
    """
    start, tail, covered = 0, b"", 0
    while window := content.read(WINDOW_BYTES):
        looked_at, first = tail + window, start - len(tail)
        for found in _SEGMENT.finditer(looked_at):
            if first + found.start() >= covered:
                patch = _blank_segment(content, first + found.start())
                covered = patch.offset + len(patch.content)
                yield patch
        start += len(window)
        content.seek(start)
        tail = looked_at[-_MARK_BYTES:]


def _blank_segment(content: IO[bytes], offset: int) -> Patch:
    content.seek(offset)
    head = content.read(_HEAD_BYTES)
    size = int.from_bytes(head[2:], "big") - 2
    body = content.read(size)
    if len(body) != size:
        raise PhotoNotReadable()
    kept = _upright_only(body) if body.startswith(_EXIF) else b""
    return Patch(offset + _HEAD_BYTES, kept.ljust(size, b"\x00")[:size])


def _upright_only(exif: bytes) -> bytes:
    """An Exif segment of one entry: which side is up. Empty where that is not said."""
    order = {b"II": "<", b"MM": ">"}.get(exif[6:8])
    found = _orientation(exif[6:], order) if order else None
    if order is None or found is None:
        return b""
    head = exif[6:8] + struct.pack(f"{order}HI", 42, 8)
    entry = struct.pack(f"{order}HHIHH", ORIENTATION, 3, 1, found, 0)
    return _EXIF + head + struct.pack(f"{order}H", 1) + entry + bytes(4)


def _orientation(tiff: bytes, order: str) -> int | None:
    try:
        (place,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, place)
        for index in range(min(count, _IFD_ENTRIES_MAX)):
            entry = struct.unpack_from(f"{order}HHIH", tiff, place + 2 + 12 * index)
            if entry[0] == ORIENTATION:
                return int(entry[3])
    except struct.error:
        return None
    return None


def _png_patches(content: IO[bytes]) -> Iterator[Patch]:
    offset = _PNG_SIGNATURE_BYTES
    for _ in range(CHUNKS_MAX):
        content.seek(offset)
        head = content.read(8)
        if not head:
            return
        if len(head) < 8:
            raise PhotoNotReadable()
        size, kind = struct.unpack(">I4s", head)
        if kind in _PNG_METADATA:
            if size > METADATA_BYTES_MAX or len(content.read(size + 4)) != size + 4:
                raise PhotoNotReadable()
            body = _PNG_NOTHING + bytes(size)
            yield Patch(offset + 4, body + zlib.crc32(body).to_bytes(4, "big"))
        offset += 12 + size
    raise PhotoNotReadable()
