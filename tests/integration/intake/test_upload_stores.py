"""Integration: the same uploads in an S3-compatible bucket, and in little memory."""

import tracemalloc
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from moto.server import ThreadedMotoServer
from pydantic import SecretStr

from shared.files.receiving import PART_BYTES
from shared.files.settings import FilesSettings
from tests.support.file_samples import EXECUTABLE, PDF
from tests.support.intake import NOON
from tests.support.intake_house import intake_house
from tests.support.servers import FreshDatabase
from tests.support.uploads import declared, piece, uploaded

pytestmark = [
    pytest.mark.row("I-15"),
    pytest.mark.parametrize("dialect", ["sqlite"], indirect=True),
]
MEGABYTES = 64
HELD_AT_ONCE_BYTES_MAX = 8 * PART_BYTES


@pytest.fixture
def bucket() -> Iterator[FilesSettings]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    httpx.put(f"{endpoint}/legalaid").raise_for_status()
    yield FilesSettings(
        store="s3",
        s3_endpoint=endpoint,
        s3_access_key_id="k",
        s3_secret_access_key=SecretStr("s"),
    )
    server.stop()


def keys_in(bucket: FilesSettings) -> int:
    listing = httpx.get(f"{bucket.s3_endpoint}/legalaid?list-type=2")
    return listing.text.count("<Key>")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
async def test_a_bucket_keeps_files_and_gives_up_refused_ones(
    intake_database: FreshDatabase, bucket: FilesSettings
) -> None:
    async with intake_house(intake_database, NOON, files=bucket) as house:
        content = PDF + bytes(PART_BYTES)
        assert (await uploaded(house, "elder", content))["complete"]
        assert keys_in(bucket) == 2
        upload = await house.post("elder", "/uploads", declared(EXECUTABLE))
        answer = await piece(house, "elder", upload["id"], EXECUTABLE, offset=0, last=True)
        assert answer.json()["code"] == "file_type_not_allowed"
        assert keys_in(bucket) == 2


async def test_memory_stays_flat_under_a_large_upload(
    intake_database: FreshDatabase, tmp_path: Path
) -> None:
    async def flowing() -> AsyncIterator[bytes]:
        yield PDF.ljust(PART_BYTES)
        for _ in range(MEGABYTES - 1):
            yield bytes(PART_BYTES)

    files = FilesSettings(folder=tmp_path / "files")
    async with intake_house(intake_database, NOON, files=files) as house:
        await uploaded(house, "elder", PDF)  # what is loaded at the first use is not counted
        size = MEGABYTES * PART_BYTES
        upload = await house.post("elder", "/uploads", declared(PDF, bytes=size, sha256=None))
        tracemalloc.start()
        try:
            answer = await piece(house, "elder", upload["id"], flowing(), offset=0, last=True)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert answer.json()["complete"], answer.text
        assert peak < HELD_AT_ONCE_BYTES_MAX
