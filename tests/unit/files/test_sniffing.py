"""Unit: what a content is, whatever it calls itself, and documents that unfold too far."""

import io
import struct
from pathlib import Path

import pytest

from services.intake.policy import FILES
from shared.files.archives import ArchiveNotReadable, ArchiveUnfoldsTooFar
from shared.files.policy import (
    FilePolicy,
    FileTypeContradicted,
    FileTypeNotAllowed,
    PhotoFormatNotTaken,
    load_file_policy,
)
from shared.files.sniffing import MACROS, OFD, recognized
from tests.support.file_samples import EXECUTABLE, PDF, WORD, jpeg, ofd, png, word, zip_bomb, zipped

KINDS = [
    (PDF, "application/pdf"),
    (EXECUTABLE, "application/x-dosexec"),
    (jpeg(), "image/jpeg"),
    (png(), "image/png"),
    (word(), WORD),
    (ofd(), OFD),
    (zipped({"a.txt": b"a"}), "application/zip"),
    (word(**{"vbaProject.bin": b"x"}), MACROS),
    (b"#!/bin/sh\necho", "text/x-shellscript"),
    (b"<html><script>alert(1)</script></html>", "text/html"),
    ("今欠工资一万元".encode(), "text/plain"),
]


@pytest.mark.parametrize(("content", "kind"), KINDS, ids=[kind for _, kind in KINDS])
def test_a_content_is_recognized_by_what_is_in_it(content: bytes, kind: str) -> None:
    assert recognized(io.BytesIO(content), FILES.archives) == kind


def with_entry_count(content: bytes, count: int) -> bytes:
    place = content.rfind(b"PK\x05\x06") + 10
    return content[:place] + struct.pack("<H", count) + content[place + 2 :]


BOMBS = [
    zip_bomb(),
    zipped({"OFD.xml": b"", **{f"{number}": b"" for number in range(2_001)}}),
    with_entry_count(ofd(), 0xFFFF),
]


@pytest.mark.parametrize("content", BOMBS, ids=["steep", "too many entries", "zip64"])
def test_a_document_that_unfolds_too_far_is_refused(content: bytes) -> None:
    with pytest.raises(ArchiveUnfoldsTooFar):
        recognized(io.BytesIO(content), FILES.archives)


def test_a_broken_document_is_refused() -> None:
    with pytest.raises(ArchiveNotReadable):
        recognized(io.BytesIO(ofd()[:-30]), FILES.archives)


AGREEMENT = [
    ("application/pdf", "application/pdf", "a.pdf", None),
    ("application/pdf", "application/pdf", "A.PDF", None),
    ("image/jpeg", "image/jpeg", "a.jpeg", None),
    ("application/x-dosexec", "application/pdf", "a.pdf", FileTypeNotAllowed),
    ("application/zip", "application/pdf", "a.pdf", FileTypeNotAllowed),
    (MACROS, WORD, "a.docx", FileTypeNotAllowed),
    ("text/html", "text/plain", "a.txt", FileTypeNotAllowed),
    ("image/png", "application/pdf", "a.pdf", FileTypeContradicted),
    ("application/pdf", "application/pdf", "a.exe", FileTypeContradicted),
    ("application/pdf", "application/pdf", "pdf", None),
    ("image/heic", "image/heic", "a.heic", PhotoFormatNotTaken),
]


@pytest.mark.parametrize(("found", "media_type", "name", "refusal"), AGREEMENT)
def test_name_declaration_and_content_agree(
    found: str, media_type: str, name: str, refusal: type[Exception] | None
) -> None:
    if refusal is None:
        assert FILES.type_of(found, media_type=media_type, name=name).media_type == media_type
        return
    with pytest.raises(refusal):
        FILES.type_of(found, media_type=media_type, name=name)


def test_a_policy_file_that_names_no_such_treatment_does_not_load(tmp_path: Path) -> None:
    file = tmp_path / "files.toml"
    text = Path("services/intake/policy/files.toml").read_text(encoding="utf-8")
    file.write_text(text.replace('location = "refuse"', 'location = "whatever"'), encoding="utf-8")
    with pytest.raises(ValueError, match="whatever"):
        load_file_policy(file)
    assert isinstance(FILES, FilePolicy)
