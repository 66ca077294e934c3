"""A document is the same bytes on every machine, in the shipped face, and no character is lost."""

import io
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest

from shared.files.faces import FACE, face_characters
from shared.files.typesetting import digest_of_file, qr_code, typeset
from tests.support.house import TREE

LAYOUTS = TREE / "services" / "intake" / "policy" / "layouts"
AT = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)
ADDRESS = "https://legalaid.example/intake/v1/document-verifications/code"
# Of ``content()`` in each layout. A layout that comes out differently is a new layout: documents
# already issued are printed with the one they had.
PINNED = {"letter-1": "c8ee138a31cefef95465d447d4c4c358eb4c61cb0842854c96a5310cd072bf53"}

MACHINE = """
from tests.unit.files.test_typesetting import *
print(digest_of_file(typeset(LAYOUTS / "letter-1.typ", content(), at=AT)))
"""


def content(**changes: Any) -> dict[str, Any]:
    return {
        "title": "不予法律援助决定书",
        "number": "〔2026〕150203援不予字00001号",
        "blocks": [
            {"text": "演示镕堃：", "items": [], "lead": True},
            {"text": "#strong[不是标记] $x$ \\ 照原样印出。", "items": [], "lead": False},
            {"text": "", "items": ["经济状况高于困难标准"], "lead": False},
        ],
        "second": [],
        "agency": "演示法律援助中心",
        "issued_on": "2026年11月2日",
        "gaps": 0,
        "gap_note": "",
        "qr": qr_code(ADDRESS),
        "check_note": "扫码核验",
        "check_address": ADDRESS,
        **changes,
    }


def words(pdf: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(pdf)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


@pytest.mark.parametrize("layout", sorted(LAYOUTS.glob("*.typ")), ids=lambda file: file.stem)
def test_a_layout_prints_what_it_always_printed(layout: Path) -> None:
    assert digest_of_file(typeset(layout, content(), at=AT)) == PINNED[layout.stem]


def test_another_machine_prints_the_same_bytes(tmp_path: Path) -> None:
    """No home, no fonts, another language and another time zone."""
    bare = {"PATH": os.environ["PATH"], "PYTHONPATH": str(TREE), "HOME": str(tmp_path)}
    found = subprocess.run(
        [sys.executable, "-c", MACHINE],
        env={**bare, "TZ": "America/Lima", "LANG": "C"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == PINNED["letter-1"]


def test_only_the_instant_of_issue_is_a_date_in_the_file() -> None:
    layout = LAYOUTS / "letter-1.typ"
    later = typeset(layout, content(), at=AT + timedelta(seconds=1))
    assert later != typeset(layout, content(), at=AT)
    made = pypdf.PdfReader(io.BytesIO(later)).metadata
    assert made is not None
    assert made.creation_date == AT + timedelta(seconds=1)


def test_content_is_printed_as_it_is_and_never_read_as_markup() -> None:
    printed = words(typeset(LAYOUTS / "letter-1.typ", content(), at=AT))
    for text in ("不予法律援助决定书", "演示镕堃", "#strong[不是标记]$x$\\照原样印出。", ADDRESS):
        assert text in printed


def test_the_file_is_pdf_a_2b_with_the_shipped_face_only() -> None:
    pdf = typeset(LAYOUTS / "letter-1.typ", content(), at=AT)
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    pages: Any = pypdf.PdfReader(io.BytesIO(pdf)).pages
    fonts = {
        font.get_object()["/BaseFont"].partition("+")[2]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert {name.partition("-")[0] for name in fonts} == {"LegalaidSerifSC"}


@pytest.mark.parametrize("text", ["镕堃婳犇喆", "〓〔〕：，。（）“”", "AZaz09-/@", "包头昆都仑"])
def test_the_face_prints_rare_names_and_ordinary_text(text: str) -> None:
    assert {ord(char) for char in text} <= face_characters()


def test_the_face_holds_the_whole_of_gb_2312_and_is_small() -> None:
    cells = [bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)]
    characters = "".join(cell.decode("gb2312", errors="ignore") for cell in cells)
    assert len(characters) == 6763
    assert {ord(char) for char in characters} <= face_characters()
    assert FACE.stat().st_size <= 8_000_000
    assert ord("𠮷") not in face_characters()
