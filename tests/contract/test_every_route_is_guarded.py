"""Deny by default: every route of every service, called by every role and by nobody."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.http.authorization import ROLES
from shared.http.routing import GatedRoute
from tests.support.houses import HOUSES, House, open_house
from tests.support.payloads import SOME_ID

# What anybody may read without a token. A service adds to it here, in plain sight.
PUBLIC_OPERATIONS = {
    "ask_for_a_status_code",  # by receipt number; the answer is the same for every number
    "ask_on_the_web",  # no name is asked
    "check_one_eligibility",
    "list_code_lists",
    "list_organizations",
    "list_problems",
    "list_published_cases",
    "list_published_samples",  # anybody can recompute a draw (N5)
    "list_ranges",
    "list_statistics",
    "list_scorecards",  # and see by what scale a file was judged
    "livez",
    "look_at_the_web_answer",  # by reference and a code of 128 bits
    "look_at_the_status",  # by receipt number and a one-time code
    "metrics",
    "read_code_list",
    "read_docs",
    "read_guide",
    "read_openapi",
    "read_package_key",  # with it a partner verifies our signed packages
    "read_problem",
    "read_published_case",
    "read_published_sample",
    "read_redoc",
    "read_scorecard",
    "read_statistics",
    "readyz",
    "verify_one_document",  # whoever holds a letter may check it
    "version",
}
# Who may look across organizations, and through which operations.
ACROSS_ORGANIZATIONS = {
    "audit_ledgers",
    "audit_transfers",
    "audit_trial_balance",
    "import_calendar_year",  # the calendar is national: its import dates every tenant's clocks again
    "list_everything",
    "verify_audit",
}
ASSETS = "/docs/assets"


@pytest.fixture(params=HOUSES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(request.param, tmp_path) as opened:
        yield opened


def address(route: GatedRoute) -> str:
    """The route's path with an id that nobody has given out."""
    parts = dict.fromkeys(route.param_convertors, SOME_ID)
    return route.path_format.format(**parts)


async def call(house: House, route: GatedRoute, headers: dict[str, str]) -> Any:
    return await house.http.request(route.operation.method, address(route), headers=headers)


async def test_every_route_declares_a_gate(house: House) -> None:
    ungated = [route.path for route in house.app.routes if not isinstance(route, GatedRoute)]  # type: ignore[attr-defined]
    assert [path for path in ungated if not path.endswith(ASSETS)] == []
    assert any(not route.gate.public for route in house.routes)


async def test_only_listed_operations_are_public(house: House) -> None:
    public = {route.name for route in house.routes if route.gate.public}
    assert public <= PUBLIC_OPERATIONS


async def test_only_listed_operations_look_across_organizations(house: House) -> None:
    wide = {route.name for route in house.routes if route.gate.tenant == "everything"}
    assert wide <= ACROSS_ORGANIZATIONS


async def test_a_route_that_writes_is_no_get_and_one_that_reads_needs_no_key(house: House) -> None:
    for route in house.routes:
        if route.operation.method == "GET":
            assert route.gate.lane == "reads", route.name
        if route.gate.lane == "reads":
            assert not route.operation.needs_key, route.name


async def test_an_aggregate_is_never_judged_without_a_version(house: House) -> None:
    for route in house.routes:
        if route.operation.method in ("PUT", "PATCH", "DELETE"):
            # A body that flows names the offset that it goes on from: that is its version.
            assert route.gate.lane == "judges" or route.operation.streams, route.name


async def test_nobody_passes_without_a_token(house: House) -> None:
    for route in house.routes:
        answer = await call(house, route, {})
        assert (answer.status_code == 401) is not route.gate.public, route.name


async def test_a_role_passes_where_it_is_named_and_nowhere_else(house: House) -> None:
    closed = [route for route in house.routes if not route.gate.public]
    for role in sorted(ROLES - {"public", "authenticated"}):
        caller = house.caller(role, org="LA-150203")
        for route in closed:
            answer = await call(house, route, caller.headers)
            refused = answer.status_code == 403 and answer.json()["code"] == "role_not_allowed"
            admitted = bool({role, "authenticated"} & route.gate.roles)
            assert refused is not admitted, f"{role} {route.name} {answer.text}"
            assert answer.status_code < 500, f"{role} {route.name} {answer.text}"


async def test_a_role_that_we_do_not_know_opens_nothing(house: House) -> None:
    caller = house.caller("superuser", "admin", "public", org="LA-150203")
    for route in house.routes:
        if not route.gate.public and "authenticated" not in route.gate.roles:
            answer = await call(house, route, caller.headers)
            assert answer.status_code == 403, route.name
