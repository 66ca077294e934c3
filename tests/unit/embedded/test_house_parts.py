"""The parts of the embedded house that need no service: dispatch, documents, folder, lock, socket."""

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from embedded.dispatcher import Dispatcher
from embedded.folder import DataFolder, FolderNotOurs
from embedded.folder_lock import FolderInUse, FolderLock
from embedded.journal import Journal
from embedded.openapi import merged
from embedded.server import PortInUse, listening
from shared.kernel.clock import ManualClock, SystemClock


def _says(name: str) -> ASGIApp:
    return PlainTextResponse(name)


@pytest.mark.parametrize(
    ("path", "app"),
    [
        ("/intake/v1/me", "intake"),
        ("/intake", "intake"),
        ("/intakes/v1", "house"),
        ("/", "house"),
        ("/docs", "house"),
        ("/payment/", "payment"),
    ],
)
async def test_the_first_segment_chooses_the_app(path: str, app: str) -> None:
    apps = {"intake": _says("intake"), "payment": _says("payment")}
    transport = httpx.ASGITransport(app=Dispatcher(apps, _says("house")))
    async with httpx.AsyncClient(transport=transport, base_url="http://house") as client:
        assert (await client.get(path)).text == app


def test_merged_documents_keep_equal_names_apart() -> None:
    def document(field: str) -> dict[str, object]:
        reference = {"$ref": "#/components/schemas/Page"}
        operation = {"operationId": "read_me", "tags": ["me"], "responses": reference}
        schemas = {"Page": {"properties": {field: {"$ref": "#/components/schemas/Page"}}}}
        return {
            "info": {"version": "1"},
            "paths": {f"/{field}/v1/me": {"get": operation}},
            "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http"}}},
        }

    one = merged({"intake": document("intake"), "payment": document("payment")}, title="All")
    assert set(one["paths"]) == {"/intake/v1/me", "/payment/v1/me"}
    assert one["paths"]["/payment/v1/me"]["get"] == {
        "operationId": "payment_read_me",
        "tags": ["payment: me"],
        "responses": {"$ref": "#/components/schemas/payment_Page"},
    }
    assert set(one["components"]["schemas"]) == {"intake_Page", "payment_Page"}
    assert set(one["components"]["securitySchemes"]) == {"token"}


def test_keys_are_made_once_and_the_city_key_is_shared(tmp_path: Path) -> None:
    first, again = DataFolder(tmp_path).vault("intake"), DataFolder(tmp_path).vault("intake")
    other = DataFolder(tmp_path).vault("payment")
    assert first == again
    assert first.city_key == other.city_key
    assert first.kek != other.kek
    assert all(file.stat().st_mode & 0o077 == 0 for file in tmp_path.iterdir())


def test_only_a_demo_has_a_clock_of_its_own(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    assert isinstance(folder.clock(), SystemClock)
    folder.clock_file.write_text("0")
    assert isinstance(folder.clock(), ManualClock)


def test_a_folder_of_somebody_else_is_not_wiped(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(FolderNotOurs):
        DataFolder(tmp_path).wipe()
    assert (tmp_path / "thesis.txt").exists()


def test_a_house_is_wiped_whole(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "run")
    folder.wipe()
    folder.path.mkdir()
    folder.vault("intake")
    with FolderLock(folder.path):
        folder.wipe()
    assert not folder.path.exists()


def test_a_second_process_is_turned_away_by_name(tmp_path: Path) -> None:
    program = (
        "import pathlib, sys; from embedded.folder_lock import FolderLock\n"
        "with FolderLock(pathlib.Path(sys.argv[1])): pass"
    )
    with FolderLock(tmp_path):
        taken = subprocess.run(
            [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True
        )
        assert FolderInUse.__name__ in taken.stderr
    free = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True)
    assert free.returncode == 0


def test_a_taken_port_is_said_at_once() -> None:
    with listening("127.0.0.1", 0) as taken, pytest.raises(PortInUse):
        listening("127.0.0.1", taken.getsockname()[1])


def test_the_journal_remembers_what_is_done(tmp_path: Path) -> None:
    file = tmp_path / "demo.json"
    Journal(file).note("case", 2, {"matter_id": "m-1"})
    again = Journal(file)
    assert (again.done("case"), again.saved("case")) == (2, {"matter_id": "m-1"})
    assert (again.done("other"), again.saved("other")) == (0, {})
