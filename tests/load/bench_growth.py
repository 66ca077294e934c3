"""Load: what is read every day at 1,000 and at 100,000 matters; medians side by side.

    python tools/with_servers.py python -m tests.load.bench_growth

Both databases are served at once and asked in turn, one call at a time, under the run-time role and
row-level security. BENCH_MATTERS bounds the larger one.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import httpx

from services.intake.service import service
from tests.load.clients import latencies
from tests.load.comparison import REPETITIONS
from tests.load.figures import Figure, report
from tests.load.growing import AGENCIES, CASE_NO_BEGINS, grow
from tests.load.running import BASE_PORT, running_on, serving, write_plan
from tests.load.works import AGENCY, PAGE_ROWS, Call, headers, in_bytes
from tests.support.intake_bodies import ELDER_NUMBER
from tests.support.servers import fresh_postgres

FEW = 1_000
MANY = int(os.environ.get("BENCH_MATTERS", "100000"))
WARM_UP_CALLS, CALLS = 20, 30
NAME = "growth"
RATIO_MAX = 1.5
SEEN_AT_ONCE = 100
BASE = "/intake/v1"
CLERK = {"sub": "clerk-0", "person_id": "clerk-0", "org_id": AGENCY, "roles": ["intake_clerk"]}
CITIZEN = {"sub": f"citizen-{AGENCY}", "person_id": "citizen", "roles": ["applicant"]}


@dataclass(frozen=True)
class City:
    """One database being served, and what its calls need to know."""

    netloc: str
    application_id: UUID
    matter_id: UUID
    cursor: str  # halfway through the agency's list


@dataclass(frozen=True)
class Reading:
    what: str
    call: Callable[[City], Call]


def _get(path: str, claims: dict[str, Any] = CLERK) -> Callable[[City], Call]:
    return lambda city: Call("GET", BASE + path.format(city=city), {"org_id": None, **claims})


def _search(_: City) -> Call:
    wanted = {"document_number": ELDER_NUMBER, "name": "演示包奶奶"}
    return Call("POST", f"{BASE}/people/search", CLERK, wanted)


_PAGE = f"/applications?limit={PAGE_ROWS}"
READINGS = (
    Reading("an application by id", _get("/applications/{city.application_id}")),
    Reading("the first page of applications", _get(_PAGE)),
    Reading("a page from the middle", _get(_PAGE + "&cursor={city.cursor}")),
    Reading("applications to review", _get(_PAGE + "&state=received")),
    Reading("a citizen's own applications", _get(_PAGE, CITIZEN)),
    Reading(
        "matters by the beginning of their number",
        _get(f"/matters?case_no_prefix={quote(CASE_NO_BEGINS)}"),
    ),
    Reading("people by number and name", _search),
    Reading("a timeline", _get("/matters/{city.matter_id}/timeline")),
    Reading("the board, nearest limit first", _get("/deadlines")),
    Reading("the board, overdue", _get("/deadlines?state=overdue")),
    Reading("the board's counts", _get("/deadlines/summary")),
    Reading("work that waits, counted", _get("/me/tasks")),
    Reading("public organizations", _get("/organizations", {"roles": ["public"]})),
)


async def figures() -> list[Figure]:
    async with AsyncExitStack() as stack:
        cities = [
            await stack.enter_async_context(grown(matters, BASE_PORT + place))
            for place, matters in enumerate((FEW, MANY))
        ]
        return [await _grown_by(reading, *cities) for reading in READINGS]


@asynccontextmanager
async def grown(matters: int, port: int) -> AsyncIterator[City]:
    """A database with so many matters, and a server process on it."""
    with tempfile.TemporaryDirectory() as name:
        async with fresh_postgres(service.package) as database:
            async with running_on(database) as (_, http):
                application_id = await grow(http, database.owner_url, matters)
                cursor = await _cursor(http, rows=(matters // len(AGENCIES) - PAGE_ROWS) // 2)
                call = Call("GET", f"{BASE}/applications/{application_id}", CLERK)
                found = await http.get(call.path, headers=headers(NAME, call))
            write_plan(Path(name), database)
            matter_id = UUID(found.json()["matter_id"])
            print(f"{matters} matters", flush=True)
            with serving("ours", Path(name), port) as (_, netloc, _):
                yield City(netloc, application_id, matter_id, cursor)


async def _cursor(http: httpx.AsyncClient, rows: int) -> str:
    """The cursor behind about so many rows of the clerk's list."""
    cursor, seen = "", 0
    while seen < rows:
        limit = min(SEEN_AT_ONCE, rows - seen)
        path = f"{BASE}/applications?limit={limit}{cursor and '&cursor=' + cursor}"
        call = Call("GET", path, CLERK)
        answer = await http.get(call.path, headers=headers(NAME, call))
        seen += len(answer.json()["items"])
        cursor = answer.json()["next_cursor"]
    return cursor


async def _grown_by(reading: Reading, few: City, many: City) -> Figure:
    """The ratio of medians. Each turn asks both cities, so that a slow moment is slow for both."""
    requests = {
        city.netloc: partial(in_bytes, NAME, reading.call(city), city.netloc)
        for city in (few, many)
    }
    calls = WARM_UP_CALLS + CALLS * REPETITIONS
    found = await latencies(list(requests), lambda netloc: requests[netloc](), calls)
    small, large = (
        statistics.median(found[city.netloc][WARM_UP_CALLS:]) * 1_000 for city in (few, many)
    )
    beside = f"{small:.1f} ms, {large:.1f} ms"
    print(f"{reading.what}: {beside}", flush=True)
    return Figure("growth", reading.what, large / small, "x", RATIO_MAX, beside=beside)


if __name__ == "__main__":
    sys.exit(report(asyncio.run(figures())))
