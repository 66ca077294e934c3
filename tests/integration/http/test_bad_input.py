"""Bad input: a clear problem, nothing changed, nothing echoed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.support.sample_app import SampleHouse, ticket_body

TICKETS = "/sample/v1/tickets"
SECRET = "11010519491231002X"

NOT_UNDERSTOOD: dict[str, Any] = {
    "malformed JSON": b'{"subject": ',
    "no JSON at all": SECRET.encode(),
    "not even text": b"\xff\xfe\xfa",
    "nested without end": b"[" * 100_000,
    "a number without end": b'{"subject":"a","weight":' + b"9" * 5_000 + b"}",
    "empty": b"",
    "a list instead of an object": [ticket_body()],
    "null": b"null",
    "unknown field": ticket_body(identity_number=SECRET),
    "field named by an input": {**ticket_body(), SECRET: 1},
    "wrong type": ticket_body(weight={"grams": SECRET}),
    "number as text": ticket_body(weight="heavy"),
    "text as number": ticket_body(subject=7),
    "fraction where whole is due": ticket_body(weight=1.5),
    "below the bound": ticket_body(weight=-1),
    "too long": ticket_body(subject=SECRET * 10),
    "only blanks": ticket_body(subject="   "),
    "missing field": {"subject": "a"},
    "time without zone": ticket_body(wanted_at="2026-01-01T00:00:00"),
    "lone surrogate": b'{"subject":"\\ud800","weight":1}',
    "null character": b'{"subject":"a\\u0000b","weight":1}',
    "infinite number": b'{"subject":"a","weight":Infinity}',
    "larger than any column": ticket_body(weight=10**30),
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
async def test_a_payload_that_is_not_understood_changes_nothing(
    house: SampleHouse, name: str
) -> None:
    before = await house.snapshot()
    answer = await house.clerk.post(TICKETS, NOT_UNDERSTOOD[name])
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert SECRET not in answer.text
    assert await house.snapshot() == before


async def test_an_escaped_backslash_is_not_a_null_character(house: SampleHouse) -> None:
    answer = await house.clerk.post(TICKETS, b'{"subject":"\\\\u0000","weight":1}')
    assert answer.status_code == 201
    assert answer.json()["subject"] == "\\u0000"


@pytest.mark.parametrize("path", ["?cursor=%00", "/%00"])
async def test_a_null_character_in_the_address_is_refused(house: SampleHouse, path: str) -> None:
    answer = await house.clerk.get(TICKETS + path)
    assert answer.json()["code"] == "text_not_storable"


async def test_a_body_of_ten_megabytes_is_refused_by_its_declared_length(
    house: SampleHouse,
) -> None:
    answer = await house.clerk.post(TICKETS, b"x" * 10_000_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("length", ["many", "-1", "1048577"])
async def test_a_false_declared_length_is_refused(house: SampleHouse, length: str) -> None:
    headers = {**house.clerk.headers, "Content-Length": length}
    answer = await house.http.post(TICKETS, content=b"{}", headers=headers)
    assert answer.status_code == 413


async def test_a_body_of_ten_megabytes_in_pieces_is_refused(house: SampleHouse) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b"x" * 100_000

    headers = {**house.clerk.headers, "Content-Type": "application/json", "Idempotency-Key": "k"}
    answer = await house.http.post(TICKETS, content=pieces(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_an_unknown_address_and_a_wrong_method_are_problems_too(house: SampleHouse) -> None:
    answer = await house.clerk.get("/sample/v1/nothing-here")
    assert (answer.status_code, answer.json()["code"]) == (404, "path_unknown")
    answer = await house.http.delete(TICKETS, headers=house.clerk.headers)
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["allow"] == "GET, POST"


async def test_an_id_that_is_no_id_is_not_understood(house: SampleHouse) -> None:
    answer = await house.clerk.get(f"{TICKETS}/{SECRET}")
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"in": "path", "pointer": "/ticket_id", "code": "uuid_parsing", "message": "应为 UUID"}
    ]


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=x", "limt=1", "state=lost"])
async def test_a_filter_that_is_not_understood_is_refused(house: SampleHouse, query: str) -> None:
    answer = await house.clerk.get(f"{TICKETS}?{query}")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["in"] == "query"


async def test_a_reader_of_english_is_answered_in_english(house: SampleHouse) -> None:
    answer = await house.clerk.post(TICKETS, {}, accept_language="en")
    assert answer.headers["content-language"] == "en"
    assert answer.json()["title"] == "The payload is not understood"
    answer = await house.clerk.post(TICKETS, {})
    assert answer.headers["content-language"] == "zh-CN"
    assert answer.json()["title"] == "请求内容无法理解"


async def test_a_problem_names_its_trace_and_its_page(house: SampleHouse) -> None:
    trace_id = "4bf92f3577b34da6a3ce929d0e0e4736"
    parent = f"00-{trace_id}-00f067aa0ba902b7-01"
    answer = await house.clerk.post(TICKETS, {}, traceparent=parent)
    assert answer.json()["trace_id"] == trace_id == answer.headers["x-request-id"]
    assert answer.json()["instance"] == TICKETS
    assert (await house.nobody.get(answer.json()["type"])).status_code == 200
