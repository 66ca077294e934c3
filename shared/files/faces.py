"""Files: the one face that documents are set in, and the characters that it can print.

The face is shipped, so that every machine renders the same bytes; system fonts are never looked at.
"""

import struct
from functools import cache
from pathlib import Path

FONTS = Path(__file__).parent / "fonts"
FACE = FONTS / "LegalaidSerifSC-Regular.otf"
FAMILY = "Legalaid Serif SC"

_TABLE_ENTRY, _ENCODING_ENTRY, _GROUP = struct.Struct(">4sIII"), struct.Struct(">HHI"), 12
_HEADER_BYTES, _SEGMENTED = 12, 12


@cache
def face_characters() -> frozenset[int]:
    """The code points of the face, read from its character map (OpenType ``cmap``, format 12)."""
    data = FACE.read_bytes()
    start = _character_map(data)
    (count,) = struct.unpack_from(">I", data, start + _GROUP)
    found: set[int] = set()
    for place in range(count):
        first, last, _ = struct.unpack_from(">III", data, start + 16 + place * _GROUP)
        found.update(range(first, last + 1))
    return frozenset(found)


def _character_map(data: bytes) -> int:
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
        if form == _SEGMENTED:
            return found
    raise ValueError("the face has no full-range character map")
