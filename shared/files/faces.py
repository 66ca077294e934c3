"""Files: the one face that documents are set in, and the characters that it can print.

The face is shipped, so that every machine renders the same bytes; system fonts are never looked at.
"""

import struct
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FACE = FONTS / "LegalaidSerifSC-Regular.otf"
FAMILY = "Legalaid Serif SC"

_TABLE_ENTRY, _ENCODING_ENTRY = struct.Struct(">4sIII"), struct.Struct(">HHI")
_HEADER_BYTES = 12
# Of the subtable in format 12: groups of (first, last, glyph), their number before them.
_FULL_RANGE, _COUNT_AT, _GROUPS_AT, _GROUP = 12, 12, 16, struct.Struct(">III")


@cache
def face_characters() -> frozenset[int]:
    """The code points of the face, read from its character map (OpenType ``cmap``, format 12)."""
    with FACE.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as data:
        start = _character_map(data)
        (count,) = struct.unpack_from(">I", data, start + _COUNT_AT)
        groups = (
            _GROUP.unpack_from(data, start + _GROUPS_AT + place * _GROUP.size)
            for place in range(count)
        )
        return frozenset(point for first, last, _ in groups for point in range(first, last + 1))


def _character_map(data: mmap) -> int:
    """Where the full-range subtable begins."""
    (tables,) = struct.unpack_from(">H", data, 4)
    entries = (
        _TABLE_ENTRY.unpack_from(data, _HEADER_BYTES + place * _TABLE_ENTRY.size)
        for place in range(tables)
    )
    cmap: int = next(offset for tag, _, offset, _ in entries if tag == b"cmap")
    (subtables,) = struct.unpack_from(">H", data, cmap + 2)
    for place in range(subtables):
        _, _, offset = _ENCODING_ENTRY.unpack_from(data, cmap + 4 + place * _ENCODING_ENTRY.size)
        found: int = cmap + offset
        (form,) = struct.unpack_from(">H", data, found)
        if form == _FULL_RANGE:
            return found
    raise ValueError("the face has no full-range character map")
