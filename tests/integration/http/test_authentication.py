"""The first two gates: who asks (401), and whether their role opens the route (403)."""

from uuid import uuid4

import pytest

from tests.support.sample_app import OTHER_ORG, SampleHouse, ticket_body
from tests.support.tokens import ISSUER, bad_tokens, signed

TICKETS = "/sample/v1/tickets"
BAD = bad_tokens()


async def test_without_a_token_nobody_comes_in(house: SampleHouse) -> None:
    answer = await house.nobody.post(TICKETS, ticket_body())
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("name", sorted(BAD)[::6])
async def test_a_forged_token_is_not_believed(house: SampleHouse, name: str) -> None:
    before = await house.snapshot()
    headers = {b"Authorization": f"Bearer {BAD[name]}".encode()}
    answer = await house.http.get(TICKETS, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert await house.snapshot() == before


async def test_an_expired_token_says_so(house: SampleHouse) -> None:
    assert ISSUER
    caller = house.with_token("Bearer " + signed(claims={"iat": 1, "nbf": 1, "exp": 2}))
    answer = await caller.get(TICKETS)
    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")


async def test_the_token_is_asked_for_before_the_body_is_read(house: SampleHouse) -> None:
    assert (await house.nobody.post(TICKETS, b"{")).status_code == 401


async def test_the_role_is_checked_before_the_body(house: SampleHouse) -> None:
    before = await house.snapshot()
    answer = await house.as_("provider").post(TICKETS, b"{")
    assert (answer.status_code, answer.json()["code"]) == (403, "role_not_allowed")
    assert await house.snapshot() == before


async def test_a_refused_access_is_on_record(house: SampleHouse) -> None:
    await house.as_("provider").post(TICKETS, ticket_body())
    assert await house.refusals() == [{"operation": "open_ticket", "code": "role_not_allowed"}]


async def test_another_organizations_ticket_is_as_if_it_were_not(house: SampleHouse) -> None:
    ticket = await house.ticket()
    stranger = house.as_("reviewer", org=OTHER_ORG, subject="acc-3")
    theirs = await stranger.get(f"{TICKETS}/{ticket['id']}")
    nothing = await stranger.get(f"{TICKETS}/{uuid4()}")
    assert theirs.status_code == nothing.status_code == 404
    same = ("type", "code", "title", "status", "detail", "remedy")
    assert [theirs.json()[key] for key in same] == [nothing.json()[key] for key in same]


async def test_another_organizations_ticket_cannot_be_decided(house: SampleHouse) -> None:
    ticket = await house.ticket()
    before = await house.snapshot()
    stranger = house.as_("reviewer", org=OTHER_ORG, subject="acc-3")
    path = f"{TICKETS}/{ticket['id']}/decision"
    answer = await stranger.post(path, {"act": "decide"}, if_match='"1"')
    assert answer.status_code == 404
    assert await house.snapshot() == before


async def test_a_list_holds_only_the_own_organizations_rows(house: SampleHouse) -> None:
    await house.ticket()
    stranger = house.as_("reviewer", org=OTHER_ORG, subject="acc-3")
    assert (await stranger.get(TICKETS)).json()["items"] == []
    assert len((await house.clerk.get(TICKETS)).json()["items"]) == 1


async def test_only_a_route_declared_so_shows_everything(house: SampleHouse) -> None:
    await house.ticket()
    auditor = house.as_("auditor", org=None, subject="acc-4")
    assert len((await auditor.get("/sample/v1/everything")).json()["items"]) == 1
    assert (await auditor.get(TICKETS)).status_code == 403


async def test_the_console_may_call_from_its_origin_and_no_other(house: SampleHouse) -> None:
    for origin, allowed in (("https://console.example.test", True), ("https://evil.test", False)):
        headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        answer = await house.http.options(TICKETS, headers=headers)
        assert ("access-control-allow-origin" in answer.headers) is allowed
