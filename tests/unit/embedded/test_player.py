"""The demo player against a small stand-in for the house."""

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from embedded.case_file import CaseFile, Step, load_case_file
from embedded.journal import Journal
from embedded.player import Player, StepFailed
from shared.kernel.clock import ManualClock

HEAD = """
title = "t"
story = "s"
article = "a"
begins_at = 2099-01-01T09:00:00
"""

Answer = Callable[[httpx.Request], httpx.Response]


class _Silent:
    def __init__(self) -> None:
        self.steps: list[tuple[str, int]] = []

    def stepped(self, case: CaseFile, step: Step) -> None:
        self.steps.append((case.name, step.number))


def _case(folder: Path, steps: str, name: str = "case") -> CaseFile:
    file = folder / f"{name}.toml"
    file.write_text(HEAD + steps, encoding="utf-8")
    return load_case_file(file)


def _player(folder: Path, answer: Answer) -> Player:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer), base_url="http://house")
    return Player(
        client,
        token_of=lambda persona: f"token-of-{persona}",
        clock=ManualClock(folder / "clock"),
        journal=Journal(folder / "demo.json"),
        wait_seconds=0.2,
    )


async def _played(folder: Path, answer: Answer, *cases: CaseFile) -> _Silent:
    progress = _Silent()
    await _player(folder, answer).play(cases, progress)
    return progress


async def test_a_step_calls_as_its_persona_with_its_key_and_saves(tmp_path: Path) -> None:
    case = _case(
        tmp_path,
        """
[[step]]
what = "file"
as = "worker"
call = "POST /intake/v1/applications"
body = { on = 2026-09-01, moment = 2026-09-01T08:00:00 }
save = { matter_id = "matter.id" }
[[step]]
what = "read"
call = "GET /intake/v1/matters/{matter_id}"
""",
    )
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(201, json={"matter": {"id": "m-1"}})

    await _played(tmp_path, answer, case)
    assert seen[0].headers["Authorization"] == "Bearer token-of-worker"
    assert seen[0].headers["Idempotency-Key"] == str(case.steps[0].key)
    assert json.loads(seen[0].content) == {
        "on": "2026-09-01",
        "moment": "2026-09-01T08:00:00+08:00",
    }
    assert seen[1].url.path == "/intake/v1/matters/m-1"
    assert "Authorization" not in seen[1].headers


async def test_the_clock_moves_forward_and_never_back(tmp_path: Path) -> None:
    clock = ManualClock(tmp_path / "clock")
    case = _case(tmp_path, '[[step]]\nwhat = "w"\ncall = "GET /x"\n')
    await _played(tmp_path, lambda _: httpx.Response(200, json={}), case)
    moved = clock.now()
    assert moved >= case.steps[0].at
    other = _case(tmp_path, '[[step]]\nwhat = "w"\ncall = "GET /x"\n', name="later")
    await _played(tmp_path, lambda _: httpx.Response(200, json={}), other)
    assert clock.now() >= moved


async def test_cases_are_played_together_in_the_order_of_their_moments(tmp_path: Path) -> None:
    late = '[[step]]\nwhat = "w"\nat = 2099-01-0{day}T09:00:00\ncall = "GET /x"\n'
    one = _case(tmp_path, late.format(day=1) + late.format(day=3), name="one")
    two = _case(tmp_path, late.format(day=2) + late.format(day=4), name="two")
    progress = await _played(tmp_path, lambda _: httpx.Response(200, json={}), one, two)
    assert progress.steps == [("one", 1), ("two", 1), ("one", 2), ("two", 2)]


async def test_a_step_that_judges_names_the_version_it_has_seen(tmp_path: Path) -> None:
    steps = """
[[step]]
what = "w"
call = "POST /x/decision"
version_of = "/x"
"""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.method == "GET":
            return httpx.Response(200, json={}, headers={"ETag": '"7"'})
        assert request.headers["If-Match"] == '"7"'
        return httpx.Response(200, json={})

    await _played(tmp_path, answer, _case(tmp_path, steps))


async def test_a_step_waits_until_the_event_has_arrived(tmp_path: Path) -> None:
    steps = """
[[step]]
what = "w"
call = "GET /x"
until = { "items[0].state" = "open" }
save = { id = "items[0].id" }
"""
    answers = iter(
        [
            httpx.Response(404, json={}),
            httpx.Response(200, json={"items": []}),
            httpx.Response(200, json={"items": [{"state": "open", "id": 1}]}),
        ]
    )
    await _played(tmp_path, lambda _: next(answers), _case(tmp_path, steps))
    assert Journal(tmp_path / "demo.json").saved("case") == {"id": 1}


async def test_waiting_ends_with_what_was_seen_instead(tmp_path: Path) -> None:
    steps = '[[step]]\nwhat = "w"\ncall = "GET /x"\nuntil = { state = "open" }\n'
    with pytest.raises(StepFailed, match="closed"):
        await _played(
            tmp_path,
            lambda _: httpx.Response(200, json={"state": "closed"}),
            _case(tmp_path, steps),
        )


@pytest.mark.parametrize(
    ("expectation", "status", "body"),
    [
        ("", 409, {}),
        ("expect = 409", 200, {}),
        ('expect = 409\nrefusal = "too_late"', 409, {"code": "too_early"}),
        ('save = { id = "id" }', 200, {}),
    ],
)
async def test_a_step_that_comes_out_otherwise_stops_the_play(
    tmp_path: Path, expectation: str, status: int, body: dict[str, str]
) -> None:
    case = _case(tmp_path, f'[[step]]\nwhat = "w"\ncall = "GET /x"\n{expectation}\n')
    with pytest.raises(StepFailed, match="case, step 1"):
        await _played(tmp_path, lambda _: httpx.Response(status, json=body), case)


async def test_an_expected_refusal_is_a_step_like_any_other(tmp_path: Path) -> None:
    steps = '[[step]]\nwhat = "w"\ncall = "GET /x"\nexpect = 409\nrefusal = "too_late"\n'
    progress = await _played(
        tmp_path,
        lambda _: httpx.Response(409, json={"code": "too_late"}),
        _case(tmp_path, steps),
    )
    assert progress.steps == [("case", 1)]


async def test_a_busy_house_is_asked_again_with_the_same_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("embedded.player.RETRY_SECONDS", 0.0)
    keys: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        keys.append(request.headers["Idempotency-Key"])
        if len(keys) == 1:
            raise httpx.ConnectError("restarting")
        return httpx.Response(503 if len(keys) == 2 else 201, json={})

    steps = '[[step]]\nwhat = "w"\ncall = "POST /x"\n'
    await _played(tmp_path, answer, _case(tmp_path, steps))
    assert len(keys) == 3
    assert len(set(keys)) == 1


async def test_a_killed_play_goes_on_where_it_stopped(tmp_path: Path) -> None:
    steps = '[[step]]\nwhat = "w"\ncall = "POST /x"\nsave = { id = "id" }\n' + (
        '[[step]]\nwhat = "w"\ncall = "POST /x/{id}"\n'
    )
    case = _case(tmp_path, steps)

    def dies_at_the_second(request: httpx.Request) -> httpx.Response:
        if request.url.path != "/x":
            raise KeyboardInterrupt
        return httpx.Response(201, json={"id": 5})

    with pytest.raises(KeyboardInterrupt):
        await _played(tmp_path, dies_at_the_second, case)
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(201, json={})

    await _played(tmp_path, answer, case)
    assert paths == ["/x/5"]
