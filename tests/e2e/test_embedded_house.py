"""The embedded house as a newcomer meets it: the demo tells the truth, and nothing is lost or doubled."""

import re
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.support.embedded_process import (
    DEMO_SECONDS_MAX,
    EXAMPLES,
    STEPS,
    finished,
    free_port,
    heard_states,
    is_up,
    living,
    printed,
    rows,
    said,
    steps_done,
    wait_for,
)

pytestmark = pytest.mark.timeout(600)

PROVEN = "审计链 quality"
OUTSIDE = re.compile(r"""(?:src|href|url\()\s*=?\s*["']?(?:https?:)?//(?!127\.0\.0\.1)""")


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A demo played to its end, and what it printed."""
    data = tmp_path_factory.mktemp("demo") / "data"
    code, output = finished("demo", data, free_port(), "--exit")
    assert code == 0, output
    return data, output


@pytest.mark.row("I-12")
def test_the_demo_plays_every_case_and_proves_its_books(played: tuple[Path, str]) -> None:
    data, output = played
    assert steps_done(data) == STEPS
    assert output.count("完整 whole") == 4
    assert "试算平衡" in output
    assert "已逾期" not in output
    assert "逾期履行" not in output


def test_everything_that_was_said_was_heard(played: tuple[Path, str]) -> None:
    data, _ = played
    assert set(heard_states(data)) <= {"done", "skipped"}


def test_the_same_demo_says_the_same_things(played: tuple[Path, str], tmp_path: Path) -> None:
    data, _ = played
    code, output = finished("demo", tmp_path / "again", free_port(), "--exit")
    assert code == 0, output
    assert said(tmp_path / "again") == said(data)


@pytest.mark.parametrize("after", [20, 75, 120])
def test_a_demo_killed_in_the_middle_goes_on_and_doubles_nothing(
    played: tuple[Path, str], tmp_path: Path, after: int
) -> None:
    whole, _ = played
    data, port = tmp_path / "data", free_port()
    with living("demo", data, port) as house:
        wait_for(
            f"{after} steps",
            lambda: sum(steps_done(data).values()) >= after,
            seconds=DEMO_SECONDS_MAX,
        )
        house.kill()
        house.wait()
    assert steps_done(data) != STEPS
    with living("run", data, port) as house:
        wait_for("the end", lambda: steps_done(data) == STEPS, seconds=DEMO_SECONDS_MAX)
        wait_for("the proof of the books", lambda: PROVEN in printed(data).read_text())
        house.send_signal(signal.SIGTERM)
        assert house.wait(30) == 0
    assert said(data) == said(whole)
    assert set(heard_states(data)) <= {"done", "skipped"}
    paid = "SELECT count(*), count(DISTINCT claim_id), sum(amount_fen) FROM batch_line"
    assert rows(data, "payment", paid) == rows(whole, "payment", paid)


def test_a_story_that_comes_out_otherwise_fails_the_demo(tmp_path: Path) -> None:
    wrong = (EXAMPLES / "04-refusal.toml").read_text(encoding="utf-8")
    folder = tmp_path / "examples"
    folder.mkdir()
    (folder / "wrong.toml").write_text(wrong.replace("expect = 404", "expect = 200"))
    code, output = finished(
        "demo", tmp_path / "data", free_port(), "--exit", "--examples", str(folder)
    )
    assert code == 1
    assert "wrong, step 6" in output


def test_it_answers_at_one_address_and_stops_when_told(tmp_path: Path) -> None:
    port = free_port()
    with living("run", tmp_path / "data", port) as house:
        wait_for("the house", lambda: is_up(port))
        _look_around(f"http://127.0.0.1:{port}")
        code, output = finished("run", tmp_path / "data", free_port())
        assert code == 1
        assert str(house.pid) in output
        code, output = finished("run", tmp_path / "other", port)
        assert code == 1
        assert str(port) in output
        house.send_signal(signal.SIGTERM)
        began = time.monotonic()
        assert house.wait(30) == 0
        assert time.monotonic() - began < 15


def _look_around(address: str) -> None:
    """The pages of the house, without anything from outside, and one call as a newcomer makes it."""
    with httpx.Client(base_url=address, trust_env=False) as client:
        for page in ("/", "/docs", "/intake/docs", "/quality/redoc"):
            answer = client.get(page)
            assert answer.status_code == 200, page
            assert not OUTSIDE.search(answer.text), page
        paths = client.get("/openapi.json").json()["paths"]
        assert {path.split("/")[1] for path in paths} == {
            "intake",
            "assignment",
            "payment",
            "quality",
        }
        form = {"grant_type": "urn:legalaid:persona", "persona": "intake-clerk"}
        token = client.post("/issuer/token", data=form).json()["access_token"]
        me = client.get("/intake/v1/me", headers={"Authorization": f"Bearer {token}"})
        assert me.json()["org_id"] == "LA-150203"
        assert client.get("/intake/v1/me").status_code == 401
        nowhere = client.get("/nowhere")
        assert (nowhere.status_code, nowhere.json()["code"]) == (404, "path_unknown")


def test_it_refuses_to_be_production(tmp_path: Path) -> None:
    code, output = finished("run", tmp_path / "data", free_port(), LEGALAID_ENV="production")
    assert code == 1
    assert "production" in output


def test_it_wipes_no_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    code, _ = finished("demo", tmp_path, free_port(), "--exit")
    assert code == 1
    assert (tmp_path / "thesis.txt").exists()
