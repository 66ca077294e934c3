"""Support: the smallest files of each kind, and files that want to be taken for another."""

import io
import struct
import zipfile
import zlib

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
EXECUTABLE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + bytes(512)
GPS = b"\x27\x00\x00\x00\x01\x00\x00\x00"  # 39 degrees, somewhere
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def zipped(entries: dict[str, bytes]) -> bytes:
    """The same bytes for the same entries: without the time of day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def word(**more: bytes) -> bytes:
    """A document of ordinary parts; ``more`` are parts below ``word/``."""
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"}
    return zipped({**parts, **{f"word/{name}": content for name, content in more.items()}})


def ofd() -> bytes:
    return zipped({"OFD.xml": b"<ofd:OFD/>", "Doc_0/Document.xml": b"<ofd:Document/>"})


def zip_bomb() -> bytes:
    """A document of a few kilobytes that unfolds a thousandfold."""
    return word(media=bytes(20_000_000))


def jpeg(*, orientation: int = 6, order: str = "<", behind: bytes = b"") -> bytes:
    """A picture whose Exif says which side is up and where it was taken; ``behind`` follows it."""
    exif = _exif(orientation, order)
    return (
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
        + _segment(b"Exif\x00\x00" + exif)
        + _segment(b"http://ns.adobe.com/xap/1.0/\x00<x exif:GPSLatitude='39,0N'/>")
        + b"\xff\xdb\x00\x04\x00\x01\xff\xda\x00\x02\x12\x34\xff\x00\x56\xff\xd9"
        + behind
    )


def png() -> bytes:
    """A pixel with an Exif chunk and a text that says where."""
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (
            chunk(b"IHDR", header),
            chunk(b"eXIf", b"II*\x00" + GPS),
            chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00GPSLatitude 39"),
            chunk(b"IDAT", zlib.compress(b"\x00\x01\x02\x03")),
            chunk(b"IEND", b""),
        )
    )


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _exif(orientation: int, order: str) -> bytes:
    head = (b"II" if order == "<" else b"MM") + struct.pack(f"{order}HI", 42, 8)
    place = 8 + 2 + 2 * 12 + 4
    return (
        head
        + struct.pack(f"{order}H", 2)
        + struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
        + struct.pack(f"{order}HHII", 0x8825, 4, 1, place)
        + bytes(4)
        + GPS
    )


def _segment(body: bytes) -> bytes:
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
