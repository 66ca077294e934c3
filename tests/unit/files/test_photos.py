"""Unit: the place goes out of a picture, the picture stays what it was, to the byte count."""

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.files import photos
from shared.files.photos import PhotoNotReadable, without_place
from tests.support.file_samples import GPS, jpeg, png

JPEG, PNG = "image/jpeg", "image/png"


def freed(content: bytes, media_type: str) -> bytes:
    result = bytearray(content)
    for patch in without_place(io.BytesIO(content), media_type):
        result[patch.offset : patch.offset + len(patch.content)] = patch.content
    return bytes(result)


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_loses_its_place_and_keeps_its_upright_side(order: str) -> None:
    taken = jpeg(orientation=6, order=order)
    result = freed(taken, JPEG)
    assert GPS in taken
    assert GPS not in result
    assert b"GPS" not in result
    assert len(result) == len(taken)
    assert struct.pack(f"{order}HHIH", 0x0112, 3, 1, 6) in result
    assert result.endswith(b"\xff\xda\x00\x02\x12\x34\xff\x00\x56\xff\xd9")


def test_a_photo_behind_the_photo_loses_its_place_too() -> None:
    assert GPS not in freed(jpeg(behind=jpeg()), JPEG)


def test_a_place_is_found_across_the_border_of_two_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    for window in range(1, 70):
        monkeypatch.setattr(photos, "WINDOW_BYTES", window)
        assert GPS not in freed(jpeg(behind=jpeg()), JPEG)


def test_a_freed_photo_has_nothing_left_to_free() -> None:
    once = freed(jpeg(), JPEG)
    assert freed(once, JPEG) == once


def test_a_segment_that_ends_beyond_the_file_is_refused() -> None:
    with pytest.raises(PhotoNotReadable):
        freed(b"\xff\xd8\xff\xe1\xff\xffExif\x00\x00", JPEG)


def test_a_png_keeps_its_pixels_and_loses_what_is_written_on_it() -> None:
    result = freed(png(), PNG)
    assert GPS not in result
    assert b"GPS" not in result
    assert len(result) == len(png())
    assert zlib.compress(b"\x00\x01\x02\x03") in result


def test_every_chunk_of_a_freed_png_has_its_checksum() -> None:
    result, offset, kinds = freed(png(), PNG), 8, []
    while offset < len(result):
        size, kind = struct.unpack_from(">I4s", result, offset)
        body = result[offset + 4 : offset + 8 + size]
        (checksum,) = struct.unpack_from(">I", result, offset + 8 + size)
        assert checksum == zlib.crc32(body)
        kinds.append(kind)
        offset += 12 + size
    assert kinds == [b"IHDR", b"voId", b"voId", b"IDAT", b"IEND"]


def test_a_png_that_breaks_off_is_refused() -> None:
    with pytest.raises(PhotoNotReadable):
        freed(png()[:60], PNG)


@given(st.binary(max_size=400))
def test_no_bytes_behind_the_marker_end_in_anything_but_a_refusal(noise: bytes) -> None:
    for start in (b"\xff\xd8", b"\xff\xe1\x00\x40Exif\x00\x00II"):
        try:
            assert len(freed(start + noise, JPEG)) == len(start + noise)
        except PhotoNotReadable:
            pass
