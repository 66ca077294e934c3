"""Load: the size row - memory at rest of the embedded house and of each service, and the cold start.

python -m tests.load.bench_size
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import httpx

from tests.load.figures import Figure, report
from tests.load.processes import cpu_seconds, resident_mb
from tests.support.embedded_process import (
    SERVICES,
    START_SECONDS_MAX,
    free_port,
    is_up,
    living,
    wait_for,
)

HOUSE_MB_BAR, SERVICE_MB_BAR, START_SECONDS_BAR = 300.0, 130.0, 6.0
REST_SECONDS = 5.0


def figures() -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        return [*_house(folder / "house"), *(_service(folder, service) for service in SERVICES)]


def _house(data: Path) -> list[Figure]:
    """The first start makes the four databases; the second finds them."""
    first, _ = _started(data, "first start")
    again, memory = _started(data, "started again")
    return [Figure("size", "embedded house at rest", memory, "MB", HOUSE_MB_BAR), first, again]


def _started(data: Path, what: str) -> tuple[Figure, float]:
    """Seconds until all four services are ready, and the memory at rest."""
    port = free_port()
    began = time.perf_counter()
    with living("run", data, port) as process:
        wait_for("the house", lambda: is_up(port))
        seconds = time.perf_counter() - began
        busy = f"{cpu_seconds([process.pid]):.1f} s of it CPU"
        start = Figure(
            "size", f"embedded house, {what}", seconds, "s", START_SECONDS_BAR, beside=busy
        )
        time.sleep(REST_SECONDS)
        return start, resident_mb(process.pid)


def _service(folder: Path, name: str) -> Figure:
    """One api process, after it has told that it is ready."""
    port = free_port()
    prefix = name.upper()
    environment = {
        **os.environ,
        f"{prefix}_DATABASE_URL": f"sqlite+aiosqlite:///{folder / name}.db",
        f"{prefix}_PORT": str(port),
    }
    words = [sys.executable, "-m", f"services.{name}"]
    subprocess.run([*words, "prepare"], env=environment, check=True, capture_output=True)
    process = subprocess.Popen([*words, "api"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(name, lambda: _ready(port), seconds=START_SECONDS_MAX)
        time.sleep(REST_SECONDS)
        return Figure("size", f"{name} api at rest", resident_mb(process.pid), "MB", SERVICE_MB_BAR)
    finally:
        process.terminate()
        process.wait(START_SECONDS_MAX)


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz", trust_env=False).is_success
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    sys.exit(report(figures()))
