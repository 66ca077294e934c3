"""Integration: uploads (I-15) - in pieces, after a break, at once; and what must leave nothing."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from shared.db.file_tables import stored_file
from shared.files.expiry import expire_uploads
from shared.files.receiving import PART_BYTES
from shared.files.scanning import FileInfected, ScannerUnavailable
from shared.files.settings import FilesSettings
from tests.support.file_samples import EXECUTABLE, GPS, PDF, jpeg, ofd, word, zip_bomb
from tests.support.intake import NOON
from tests.support.intake_house import IntakeHouse, intake_house
from tests.support.servers import FreshDatabase
from tests.support.uploads import (
    declared,
    direct_headers,
    nothing_is_left,
    piece,
    sent,
    stored_in,
    uploaded,
)

pytestmark = pytest.mark.row("I-15")


@pytest.fixture
async def house(intake_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[IntakeHouse]:
    files = FilesSettings(folder=tmp_path / "files")
    async with intake_house(intake_database, NOON, files=files) as opened:
        yield opened


async def test_an_upload_comes_in_pieces_and_goes_on_after_a_break(
    house: IntakeHouse, tmp_path: Path
) -> None:
    content = PDF + bytes(3 * PART_BYTES)
    upload = await house.post("elder", "/uploads", declared(content))
    cut = PART_BYTES + 100
    first = await piece(house, "elder", upload["id"], content[:cut], offset=0)
    assert first.json()["offset"] == cut
    assert (first.headers["upload-offset"], first.headers["upload-complete"]) == (str(cut), "?0")
    asked = await house.get("elder", f"/uploads/{upload['id']}")
    assert (asked["offset"], asked["complete"]) == (cut, False)
    rest = await piece(house, "elder", upload["id"], content[cut:], offset=cut, last=True)
    assert rest.status_code == 200, rest.text
    assert rest.json()["complete"]
    assert rest.json()["sha256"] == hashlib.sha256(content).hexdigest()
    assert rest.headers["upload-complete"] == "?1"
    on_disk = b"".join(path.read_bytes() for path in stored_in(tmp_path))
    assert b"%PDF" not in on_disk


async def test_what_came_before_a_break_stays(house: IntakeHouse) -> None:
    """The sender goes away in the middle of a piece, after one whole part."""
    content = PDF + bytes(2 * PART_BYTES)
    upload = await house.post("elder", "/uploads", declared(content))

    async def broken() -> AsyncIterator[bytes]:
        yield content[: PART_BYTES + 10]
        raise ConnectionError

    answer = await piece(house, "elder", upload["id"], broken(), offset=0)
    assert answer.status_code == 503
    asked = await house.get("elder", f"/uploads/{upload['id']}")
    assert asked["offset"] == PART_BYTES
    rest = content[asked["offset"] :]
    answer = await piece(house, "elder", upload["id"], rest, offset=asked["offset"], last=True)
    assert answer.json()["complete"], answer.text


async def test_a_small_file_goes_up_in_one_request_and_again_is_the_same(
    house: IntakeHouse,
) -> None:
    headers = direct_headers(ofd(), "笔录.ofd", "application/ofd")
    first = await sent(house, "POST", "procuratorate", "/uploads/direct", ofd(), headers)
    assert first.status_code == 201, first.text
    assert first.json()["name"] == "笔录.ofd"
    again = await sent(house, "POST", "procuratorate", "/uploads/direct", ofd(), headers)
    assert again.json()["id"] == first.json()["id"]
    other = await sent(house, "POST", "court", "/uploads/direct", ofd(), headers)
    assert other.json()["id"] != first.json()["id"]


async def test_a_photo_is_kept_without_its_place(house: IntakeHouse, tmp_path: Path) -> None:
    content = jpeg()
    done = await uploaded(house, "elder", content, name="现场.jpg")
    assert done["sha256"] == hashlib.sha256(content).hexdigest()
    assert done["stored_sha256"] != done["sha256"]
    assert len(stored_in(tmp_path)) == 1
    assert GPS in content


async def test_an_organization_shares_its_uploads_and_a_stranger_sees_none(
    house: IntakeHouse,
) -> None:
    done = await uploaded(house, "clerk", PDF)
    assert (await house.get("reviewer", f"/uploads/{done['id']}"))["id"] == done["id"]
    for stranger in ("elder", "court", "city-clerk", "station-clerk"):
        problem = await house.get(stranger, f"/uploads/{done['id']}", status=404)
        assert problem["code"] == "upload_not_found"
        answer = await piece(house, stranger, done["id"], b"x", offset=0)
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"bytes": 2 * 1024**3}, "upload_too_large"),
        ({"media_type": "application/x-dosexec"}, "file_type_not_allowed"),
        ({"media_type": "image/heic"}, "photo_format_not_taken"),
        ({"name": "../../etc/passwd"}, "payload_not_understood"),
        ({"bytes": 0}, "payload_not_understood"),
        ({"sha256": "nonsense"}, "payload_not_understood"),
    ],
)
async def test_what_is_declared_wrong_is_refused_before_a_byte_is_sent(
    house: IntakeHouse, tmp_path: Path, changes: dict[str, Any], code: str
) -> None:
    body = declared(PDF, **changes)
    problem = await house.post("elder", "/uploads", body, status=422)
    assert problem["code"] == code
    assert await nothing_is_left(house, tmp_path)


async def test_two_gigabytes_behind_a_small_declaration_are_stopped_early(
    house: IntakeHouse, tmp_path: Path
) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF, bytes=1000, sha256=None))
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(2048):
            taken += PART_BYTES
            yield bytes(PART_BYTES)

    answer = await piece(house, "elder", upload["id"], endless(), offset=0, last=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "upload_too_large")
    assert await nothing_is_left(house, tmp_path)


REFUSED = [
    ("an executable named .pdf", EXECUTABLE, "工资条.pdf", "file_type_not_allowed"),
    ("a zip bomb", zip_bomb(), "证据.docx", "archive_unfolds_too_far"),
    ("a broken document", word()[:-40], "证据.docx", "archive_not_readable"),
    ("a document with macros", word(**{"vbaProject.bin": b"x"}), "证据.docx",
     "file_type_not_allowed"),
    ("a photo named .pdf", jpeg(), "工资条.pdf", "file_type_contradicted"),
    ("a web page named .txt", b"<html><script>x</script></html>", "a.txt",
     "file_type_not_allowed"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "called", "code"), REFUSED)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_file_that_is_not_what_it_says_is_refused_and_leaves_nothing(
    house: IntakeHouse, tmp_path: Path, name: str, content: bytes, called: str, code: str
) -> None:
    upload = await house.post("elder", "/uploads", declared(content, called))
    answer = await piece(house, "elder", upload["id"], content, offset=0, last=True)
    assert (answer.status_code, answer.json()["code"]) == (422, code), answer.text
    assert answer.json()["remedy"]
    assert await nothing_is_left(house, tmp_path)
    assert (await house.get("elder", f"/uploads/{upload['id']}", status=404))["code"]


async def test_a_wrong_checksum_leaves_nothing(house: IntakeHouse, tmp_path: Path) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF, sha256="0" * 64))
    answer = await piece(house, "elder", upload["id"], PDF, offset=0, last=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "checksum_wrong")
    assert await nothing_is_left(house, tmp_path)


async def test_a_wrong_offset_is_told_the_right_one(house: IntakeHouse) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF))
    await piece(house, "elder", upload["id"], PDF[:10], offset=0)
    for offset in (0, 9, 11, 1000):
        answer = await piece(house, "elder", upload["id"], PDF[10:], offset=offset, last=True)
        assert (answer.status_code, answer.json()["code"]) == (409, "upload_offset_wrong")
        assert answer.json()["facts"]["expected"] == 10
    answer = await piece(house, "elder", upload["id"], PDF[10:], offset=10, last=True)
    assert answer.json()["complete"]


async def test_an_upload_is_finished_once_and_not_before_it_is_whole(house: IntakeHouse) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF))
    early = await piece(house, "elder", upload["id"], PDF[:10], offset=0, last=True)
    assert (early.status_code, early.json()["code"]) == (409, "upload_incomplete")
    await piece(house, "elder", upload["id"], PDF[10:], offset=10, last=True)
    for content in (b"", b"more"):
        again = await piece(house, "elder", upload["id"], content, offset=len(PDF), last=True)
        assert (again.status_code, again.json()["code"]) == (409, "upload_already_complete")


async def test_a_piece_says_where_it_belongs(house: IntakeHouse) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF))
    answer = await sent(house, "PATCH", "elder", f"/uploads/{upload['id']}", PDF, {})
    assert (answer.status_code, answer.json()["code"]) == (422, "upload_headers_missing")
    answer = await sent(house, "POST", "elder", "/uploads/direct", PDF, {})
    assert answer.json()["code"] == "upload_headers_missing"


async def test_two_writers_of_one_upload_never_mix(house: IntakeHouse) -> None:
    content = PDF + bytes(2 * PART_BYTES)
    upload = await house.post("elder", "/uploads", declared(content))
    answers = await asyncio.gather(
        *(piece(house, "elder", upload["id"], content, offset=0, last=True) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]


async def test_a_role_without_uploads_is_refused_before_a_byte_is_read(house: IntakeHouse) -> None:
    read = False

    async def watched() -> AsyncIterator[bytes]:
        nonlocal read
        read = True
        yield b"x"

    answer = await piece(house, "coordinator", str(uuid4()), watched(), offset=0)
    assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")


class Finding:
    """A scanner that knows one bad word."""

    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        async for chunk in chunks:
            if b"harmful" in chunk:
                raise FileInfected()


class Silent:
    async def scan(self, chunks: AsyncIterator[bytes]) -> None:
        raise ScannerUnavailable()


async def test_an_infected_file_leaves_nothing_and_a_clean_one_is_kept_as_scanned(
    house: IntakeHouse, tmp_path: Path
) -> None:
    house.running.app.state.scanner = Finding()
    bad = PDF + b"harmful"
    upload = await house.post("elder", "/uploads", declared(bad))
    answer = await piece(house, "elder", upload["id"], bad, offset=0, last=True)
    assert (answer.status_code, answer.json()["code"]) == (422, "file_infected")
    assert await nothing_is_left(house, tmp_path)
    assert (await uploaded(house, "elder", PDF))["scanned"]


async def test_while_the_scanner_is_silent_nothing_is_taken_in_and_nothing_lost(
    house: IntakeHouse,
) -> None:
    house.running.app.state.scanner = Silent()
    upload = await house.post("elder", "/uploads", declared(PDF))
    answer = await piece(house, "elder", upload["id"], PDF, offset=0, last=True)
    assert (answer.status_code, answer.json()["code"]) == (503, "scanner_unavailable")
    house.running.app.state.scanner = Finding()
    answer = await piece(house, "elder", upload["id"], b"", offset=len(PDF), last=True)
    assert answer.json()["complete"], answer.text


async def test_what_nobody_went_on_with_expires(house: IntakeHouse, tmp_path: Path) -> None:
    upload = await house.post("elder", "/uploads", declared(PDF))
    await piece(house, "elder", upload["id"], PDF[:10], offset=0)
    done = await uploaded(house, "elder", PDF)
    house.clock.advance(hours=25)
    async with house.as_service() as tx:
        assert await expire_uploads(tx) == 1
    await house.get("elder", f"/uploads/{upload['id']}", status=404)
    await house.get("elder", f"/uploads/{done['id']}")
    house.clock.advance(days=30)
    async with house.as_service() as tx:
        assert await expire_uploads(tx) == 1
    assert await nothing_is_left(house, tmp_path)


async def test_a_part_put_into_anothers_place_does_not_open(
    house: IntakeHouse, tmp_path: Path
) -> None:
    content = PDF + bytes(PART_BYTES)
    upload = await house.post("elder", "/uploads", declared(content))
    await piece(house, "elder", upload["id"], content, offset=0)
    parts = (await house.rows(select(stored_file.c.parts)))[0][0]
    async with house.as_service() as tx:
        await tx.execute(update(stored_file).values(parts=list(reversed(parts))))
    answer = await piece(house, "elder", upload["id"], b"", offset=len(content), last=True)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
