"""The cross-tenant suite: rows of one organization in every table, calls by another on every route."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.http.routing import GatedRoute
from tests.support.foreign_rows import put_foreign_rows
from tests.support.houses import HOUSES, House, open_house
from tests.support.payloads import SOME_ID, smallest_payload, smallest_query, understood
from tests.support.sample_app import Caller

OWNER_ORG = "LA-150203"
STRANGER_ORG = "LA-150200"


@pytest.fixture(params=HOUSES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(request.param, tmp_path) as opened:
        assert await put_foreign_rows(opened.database, opened.metadata, OWNER_ORG)
        yield opened


def own_routes(house: House) -> Iterator[GatedRoute]:
    """The routes whose rows belong to one organization."""
    for route in house.routes:
        reaches_rows = route.operation.tx_name or route.operation.inflow_name
        if route.gate.tenant == "org" and not route.gate.public and reaches_rows:
            yield route


async def call(house: House, caller: Caller, route: GatedRoute) -> httpx.Response:
    path = route.path_format.format(**dict.fromkeys(route.param_convertors, SOME_ID))
    headers = {**caller.headers, "If-Match": '"1"', "Idempotency-Key": "one"}

    async def send(payload: Any) -> httpx.Response:
        return await caller.http.request(
            route.operation.method,
            path,
            headers=headers,
            json=payload,
            params=smallest_query(route),
        )

    return await understood(send, smallest_payload(route), house.first_codes)


async def test_another_organizations_row_is_not_there(house: House) -> None:
    for route in own_routes(house):
        if not route.param_convertors:
            continue
        for role in sorted(route.gate.roles):
            stranger = house.caller(role, org=STRANGER_ORG, subject="acc-9")
            answer = await call(house, stranger, route)
            assert answer.status_code == 404, f"{role} {route.name}: {answer.text}"


async def test_no_list_holds_another_organizations_row(house: House) -> None:
    for route in own_routes(house):
        if route.param_convertors or route.gate.lane != "reads":
            continue
        for role in sorted(route.gate.roles):
            stranger = house.caller(role, org=STRANGER_ORG, subject="acc-9")
            answer = await call(house, stranger, route)
            assert answer.status_code in (200, 404), f"{role} {route.name}: {answer.text}"
            assert SOME_ID not in answer.text, f"{role} {route.name}"
            assert OWNER_ORG not in answer.text, f"{role} {route.name}"


async def test_the_rows_are_there_for_their_owner(house: House) -> None:
    """Else the two tests above could not fail."""
    seen = []
    for route in own_routes(house):
        for role in sorted(route.gate.roles):
            owner = house.caller(role, org=OWNER_ORG, subject="acc-8")
            answer = await call(house, owner, route)
            if route.param_convertors and answer.status_code != 404:
                seen.append(route.name)
    assert seen
