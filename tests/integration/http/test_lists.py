"""Lists: pages that neither skip nor repeat, and cursors that nobody can write."""

import base64

import pytest

from tests.support.sample_app import SampleHouse

TICKETS = "/sample/v1/tickets"


async def test_pages_hold_every_row_once(house: SampleHouse) -> None:
    made = [(await house.ticket(subject=f"第{n}件"))["id"] for n in range(7)]
    seen: list[str] = []
    cursor = ""
    for _ in range(4):
        answer = (await house.clerk.get(f"{TICKETS}?limit=2{cursor}")).json()
        seen += [item["id"] for item in answer["items"]]
        if answer["next_cursor"] is None:
            break
        cursor = f"&cursor={answer['next_cursor']}"
    assert seen == made


async def test_a_row_that_comes_later_does_not_shift_the_page(house: SampleHouse) -> None:
    made = [(await house.ticket())["id"] for _ in range(3)]
    first = (await house.clerk.get(f"{TICKETS}?limit=2")).json()
    made.append((await house.ticket())["id"])
    second = (await house.clerk.get(f"{TICKETS}?cursor={first['next_cursor']}")).json()
    assert [one["id"] for one in first["items"] + second["items"]] == made


async def test_a_filter_narrows_the_list(house: SampleHouse) -> None:
    await house.ticket()
    assert len((await house.clerk.get(f"{TICKETS}?state=open")).json()["items"]) == 1
    assert (await house.clerk.get(f"{TICKETS}?state=decided")).json()["items"] == []


async def test_only_what_was_updated_after_an_instant_is_listed(house: SampleHouse) -> None:
    older = await house.ticket()
    newer = await house.ticket()
    since = older["created_at"].replace("+", "%2B")
    answer = await house.clerk.get(f"{TICKETS}?updated_after={since}")
    assert [one["id"] for one in answer.json()["items"]] == [newer["id"]]


def _altered(cursor: str) -> str:
    payload, _, signature = cursor.partition(".")
    raw = base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4))
    later = raw.replace(b"202", b"199", 1)
    return base64.urlsafe_b64encode(later).decode().rstrip("=") + "." + signature


@pytest.mark.parametrize("forge", [_altered, lambda c: c[:-2], lambda c: "x" + c, lambda _: "."])
async def test_a_cursor_that_we_did_not_write_is_refused(house: SampleHouse, forge) -> None:  # type: ignore[no-untyped-def]
    for _ in range(2):
        await house.ticket()
    cursor = (await house.clerk.get(f"{TICKETS}?limit=1")).json()["next_cursor"]
    answer = await house.clerk.get(f"{TICKETS}?cursor={forge(cursor)}")
    assert (answer.status_code, answer.json()["code"]) == (422, "cursor_not_valid")
    assert answer.json()["errors"][0]["in"] == "query"
