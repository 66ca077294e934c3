"""One act per key: a retry gets the first answer, and the act happens once."""

import asyncio

import pytest
from sqlalchemy import select

from shared.db.tables import idempotency_answer
from tests.support.sample_app import OTHER_ORG, SampleHouse, ticket_body

TICKETS = "/sample/v1/tickets"


async def test_a_missing_key_is_refused(house: SampleHouse) -> None:
    before = await house.snapshot()
    answer = await house.clerk.post(TICKETS, ticket_body(), key=None)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert await house.snapshot() == before


async def test_the_body_is_judged_before_the_key(house: SampleHouse) -> None:
    assert (await house.clerk.post(TICKETS, {}, key=None)).status_code == 422


async def test_a_retry_gets_the_first_answer_and_changes_nothing(house: SampleHouse) -> None:
    first = await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    after_first = await house.snapshot()
    again = await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["etag"] == first.headers["etag"]
    assert "idempotent-replayed" not in first.headers
    assert await house.snapshot() == after_first


async def test_the_order_of_fields_does_not_make_another_body(house: SampleHouse) -> None:
    first = await house.clerk.post(TICKETS, b'{"subject":"a","weight":1}', key="k-1")
    again = await house.clerk.post(TICKETS, b'{ "weight": 1, "subject": "a" }', key='"k-1"')
    assert again.content == first.content


async def test_a_key_with_another_body_is_refused(house: SampleHouse) -> None:
    await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    before = await house.snapshot()
    answer = await house.clerk.post(TICKETS, ticket_body(weight=9), key="k-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert await house.snapshot() == before


async def test_a_key_with_another_path_is_refused(house: SampleHouse) -> None:
    one, two = await house.ticket(), await house.ticket()
    body = {"act": "decide"}
    path = TICKETS + "/{}/decision"
    first = await house.reviewer.post(path.format(one["id"]), body, key="k-1", if_match='"1"')
    other = await house.reviewer.post(path.format(two["id"]), body, key="k-1", if_match='"1"')
    assert (first.status_code, other.status_code) == (201, 422)


@pytest.mark.parametrize(
    ("org", "subject"), [(OTHER_ORG, "acc-1"), ("LA-150203", "acc-7"), (OTHER_ORG, "acc-7")]
)
async def test_another_callers_same_key_is_another_key(
    house: SampleHouse, org: str, subject: str
) -> None:
    mine = await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    theirs = await house.as_("intake_clerk", org=org, subject=subject).post(
        TICKETS, ticket_body(), key="k-1"
    )
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


async def test_a_replay_needs_the_role_that_the_act_needed(house: SampleHouse) -> None:
    await house.clerk.post(TICKETS, ticket_body(), key="k-1")
    answer = await house.as_("provider").post(TICKETS, ticket_body(), key="k-1")
    assert answer.status_code == 403


async def test_a_refused_act_leaves_its_key_free(house: SampleHouse) -> None:
    ticket = await house.ticket()
    path = f"{TICKETS}/{ticket['id']}/decision"
    stale = await house.reviewer.post(path, {"act": "decide"}, key="k-1", if_match='"9"')
    good = await house.reviewer.post(path, {"act": "decide"}, key="k-1", if_match='"1"')
    assert (stale.status_code, good.status_code) == (412, 201)


async def test_twin_requests_at_the_same_time_act_once(house: SampleHouse) -> None:
    sent = [house.clerk.post(TICKETS, ticket_body(), key="k-1") for _ in range(8)]
    answers = await asyncio.gather(*sent)
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert len((await house.snapshot())["ticket"]) == 1


async def test_the_stored_answer_is_ciphertext(house: SampleHouse) -> None:
    await house.clerk.post(TICKETS, ticket_body(subject="不可见的内容"), key="k-1")
    async with house.database.begin(write=False) as connection:
        row = (await connection.execute(select(idempotency_answer))).one()
    assert "不可见的内容".encode() not in bytes(row.answer_sealed)


async def test_a_search_by_post_needs_no_key(house: SampleHouse) -> None:
    ticket = await house.ticket()
    body = {"subject": ticket["subject"], "weight": 0}
    answer = await house.reviewer.post("/sample/v1/ticket-searches", body, key=None)
    assert [one["id"] for one in answer.json()["items"]] == [ticket["id"]]
