"""Support: the embedded house as people start it, and what it leaves in its data folder."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from embedded.case_file import load_case_files

SERVICES = ("intake", "assignment", "payment", "quality")
EXAMPLES = Path("examples")
STEPS = {case.name: len(case.steps) for case in load_case_files(EXAMPLES)}
START_SECONDS_MAX = 60.0
DEMO_SECONDS_MAX = 240.0
STOP_SECONDS_MAX = 30.0
_MOVING = ("%.deadline.%",)  # how often the sweep looks while the clock leaps is no part of a story


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(name: str, data: Path, port: int, *more: str) -> list[str]:
    return [
        sys.executable, "-m", "embedded", name,
        "--data", str(data), "--port", str(port), *more,
    ]  # fmt: skip


def finished(name: str, data: Path, port: int, *more: str, **environment: str) -> tuple[int, str]:
    """Run a command of the house to its end: its exit code and everything it said."""
    done = subprocess.run(
        command(name, data, port, *more),
        capture_output=True,
        text=True,
        timeout=DEMO_SECONDS_MAX,
        env={**os.environ, "COLUMNS": "200", **environment},
    )
    return done.returncode, done.stdout + done.stderr


@contextmanager
def living(name: str, data: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The house as a process of its own; killed at the end if the test has not ended it."""
    with printed(data).open("wb") as output:
        process = subprocess.Popen(
            command(name, data, port),
            stdout=output,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "COLUMNS": "200"},
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.wait(STOP_SECONDS_MAX)


def printed(data: Path) -> Path:
    """What the living house has printed so far."""
    data.parent.mkdir(parents=True, exist_ok=True)
    return data.with_suffix(".out")


def wait_for(what: str, holds: Callable[[], bool], *, seconds: float = START_SECONDS_MAX) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def is_up(port: int) -> bool:
    try:
        return all(
            httpx.get(f"http://127.0.0.1:{port}/{service}/readyz", trust_env=False).is_success
            for service in SERVICES
        )
    except httpx.TransportError:
        return False


def steps_done(data: Path) -> dict[str, int]:
    """Per case, from the journal."""
    file = data / "demo.json"
    if not file.exists():
        return {}
    journal: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return {case: entry["done"] for case, entry in journal.items()}


def said(data: Path) -> Counter[tuple[str, str]]:
    """How often each service has said each type of event, deadlines aside."""
    return Counter(
        {
            (service, kind): count
            for service in SERVICES
            for kind, count in rows(
                data,
                service,
                "SELECT type, count(*) FROM outbox WHERE type NOT LIKE ? GROUP BY type",
                *_MOVING,
            )
        }
    )


def heard_states(data: Path) -> Counter[str]:
    """The states of everything in all inboxes, the service's own tasks aside."""
    states: Counter[str] = Counter()
    for service in SERVICES:
        query = "SELECT status, count(*) FROM inbox WHERE consumer <> 'tasks' GROUP BY status"
        for state, count in rows(data, service, query):
            states[state] += count
    return states


def rows(data: Path, service: str, query: str, *parameters: Any) -> list[Any]:
    connection = sqlite3.connect(f"file:{data / service}.db?mode=ro", uri=True)
    try:
        return connection.execute(query, parameters).fetchall()
    finally:
        connection.close()
