"""Versions and states: no blind change (428), no stale one (412), no act the state lacks (409)."""

import pytest

from tests.support.sample_app import SampleHouse

TICKETS = "/sample/v1/tickets"


async def test_a_resource_carries_its_version_as_entity_tag(house: SampleHouse) -> None:
    ticket = await house.ticket()
    answer = await house.clerk.get(f"{TICKETS}/{ticket['id']}")
    assert answer.headers["etag"] == '"1"'
    assert answer.headers["cache-control"] == "private, no-cache"


async def test_a_version_already_held_is_not_sent_again(house: SampleHouse) -> None:
    ticket = await house.ticket()
    answer = await house.clerk.get(f"{TICKETS}/{ticket['id']}", if_none_match='"1"')
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 428, "version_missing"),
        ({"if_match": '"2"'}, 412, "version_stale"),
        ({"if_match": 'W/"1"'}, 412, "version_stale"),
        ({"if_match": "nonsense"}, 412, "version_stale"),
    ],
)
async def test_a_change_needs_the_current_version(
    house: SampleHouse, headers: dict[str, str], status: int, code: str
) -> None:
    ticket = await house.ticket()
    before = await house.snapshot()
    path = f"{TICKETS}/{ticket['id']}/decision"
    answer = await house.reviewer.post(path, {"act": "decide"}, **headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await house.snapshot() == before


async def test_a_judged_resource_has_a_new_version(house: SampleHouse) -> None:
    ticket = await house.ticket()
    path = f"{TICKETS}/{ticket['id']}/decision"
    answer = await house.reviewer.post(path, {"act": "decide"}, if_match='"1"')
    assert (answer.status_code, answer.headers["etag"]) == (201, '"2"')
    assert answer.json()["state"] == "decided"


async def test_an_illegal_transition_names_the_allowed_acts(house: SampleHouse) -> None:
    ticket = await house.ticket()
    before = await house.snapshot()
    path = f"{TICKETS}/{ticket['id']}/decision"
    answer = await house.reviewer.post(path, {"act": "reopen"}, if_match='"1"')
    assert answer.status_code == 409
    assert answer.json()["code"] == "act_not_allowed_now"
    assert answer.json()["facts"] == {"state": "open", "allowed": ["decide"]}
    assert await house.snapshot() == before


async def test_allowed_actions_follow_state_and_role(house: SampleHouse) -> None:
    ticket = await house.ticket()
    shown = await house.reviewer.get(f"{TICKETS}/{ticket['id']}")
    assert shown.json()["allowed_actions"] == [
        {"act": "decide", "allowed": True, "reason": None},
        {"act": "reopen", "allowed": False, "reason": "state"},
    ]
    assert ticket["allowed_actions"][0] == {"act": "decide", "allowed": False, "reason": "role"}


async def test_a_refusal_after_a_write_takes_the_write_back(house: SampleHouse) -> None:
    ticket = await house.ticket(weight=1_001)
    before = await house.snapshot()
    path = f"{TICKETS}/{ticket['id']}/decision"
    answer = await house.reviewer.post(path, {"act": "decide"}, if_match='"1"')
    assert (answer.status_code, answer.json()["code"]) == (409, "ticket_too_heavy")
    assert await house.snapshot() == before
