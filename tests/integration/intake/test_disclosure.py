"""Integration: typical cases after two people, and counts whose small cells stay closed."""

import hashlib
from typing import Any
from uuid import uuid4

import pytest

from tests.support.intake_bodies import elder_application, minor_notice, workers_group
from tests.support.intake_house import BASE, IntakeHouse

TEXTS = {
    "zh-CN": {
        "title": "老人要回了赡养费",
        "summary": "三名子女，经调解按月给付。",
        "body": "一位老人的两名子女停止给付，承办律师先行调解，三个月内达成协议。",
    }
}


def draft(**changes: Any) -> dict[str, Any]:
    return {"kind": "civil", "cause_code": "elder_support", "texts": TEXTS, **changes}


async def public(house: IntakeHouse, path: str) -> list[Any]:
    answer = await house.client.get(f"{BASE}/public/{path}")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


@pytest.mark.row("I-11")
async def test_a_case_is_public_after_two_people_and_until_it_is_retracted(
    house: IntakeHouse,
) -> None:
    written = await house.post("clerk", "/typical-cases", draft())
    path = f"/typical-cases/{written['id']}"
    assert await public(house, "typical-cases") == []
    signed = await house.post("reviewer", f"{path}/signature", version=1)
    published = await house.post("head", f"{path}/publication", version=signed["version"])
    (shown,) = await public(house, "typical-cases")
    assert (shown["title"], shown["locale"]) == ("老人要回了赡养费", "zh-CN")
    assert "matter_id" not in shown
    one = await house.client.get(f"{BASE}/public{path}", headers={"accept-language": "en"})
    assert one.json()["locale"] == "zh-CN", "no English yet, so the national language"
    held = {"if-none-match": one.headers["etag"], "accept-language": "en"}
    again = await house.client.get(f"{BASE}/public{path}", headers=held)
    assert again.status_code == 304
    await house.post("head", f"{path}/retraction", version=published["version"])
    assert (await house.client.get(f"{BASE}/public{path}")).status_code == 404


@pytest.mark.row("I-11")
async def test_one_person_alone_never_publishes(house: IntakeHouse) -> None:
    written = await house.post("head", "/typical-cases", draft())
    path = f"/typical-cases/{written['id']}"
    unsigned = await house.post("head", f"{path}/publication", version=1, status=409)
    assert unsigned["code"] == "act_not_allowed_now"
    signed = await house.post("reviewer", f"{path}/signature", version=1)
    own = await house.post("head", f"{path}/publication", version=signed["version"], status=403)
    assert own["code"] == "second_person_needed"
    assert await public(house, "typical-cases") == []


@pytest.mark.row("I-11")
async def test_the_people_of_the_matter_are_not_named_in_it(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    named = {"zh-CN": {**TEXTS["zh-CN"], "body": "演示包奶奶的长子停止给付。"}}
    body = draft(matter_id=filed["matter_id"], texts=named)
    problem = await house.post("clerk", "/typical-cases", body, status=422)
    assert (problem["code"], problem["facts"]["kind"]) == ("personal_data_left", "name")
    assert problem["errors"][0]["pointer"] == "/texts/zh-CN/body"
    assert "演示包奶奶" not in str(problem)
    assert (await house.get("clerk", "/typical-cases"))["items"] == []
    unknown = draft(matter_id=str(uuid4()))
    await house.post("clerk", "/typical-cases", unknown, status=404)


async def test_other_words_need_another_signature(house: IntakeHouse) -> None:
    written = await house.post("clerk", "/typical-cases", draft())
    path = f"/typical-cases/{written['id']}"
    signed = await house.post("reviewer", f"{path}/signature", version=1)
    headers = {"if-match": f'"{signed["version"]}"'}
    answer = await house.call("PUT", "clerk", path, body={"texts": TEXTS}, headers=headers)
    assert (answer.json()["state"], answer.json()["signed"]) == ("draft", False)
    unlocalized = {"texts": {"en": TEXTS["zh-CN"]}}
    headers = {"if-match": f'"{answer.json()["version"]}"'}
    refused = await house.call("PUT", "clerk", path, body=unlocalized, headers=headers)
    assert refused.status_code == 422


@pytest.mark.row("I-11")
async def test_counts_are_published_with_small_cells_closed_and_can_be_recomputed(
    house: IntakeHouse,
) -> None:
    for _ in range(2):
        await house.post("clerk", "/matter-groups", workers_group())
    await house.post("procuratorate", "/notices", minor_notice(), status=202)
    early = {"from_month": "2026-11", "to_month": "2026-11"}
    problem = await house.post("head", "/statistics-reports", early, status=409)
    assert problem["code"] == "statistics_period_not_ended"
    house.clock.advance(days=30)
    made = await house.post("head", "/statistics-reports", early)
    assert made["content"]["cells"] == [
        {"month": "2026-11", "kind": "civil", "outcome": "filed", "count": 6},
        {"month": "2026-11", "kind": "criminal", "outcome": "notice", "count": None},
    ]
    again = await house.post("head", "/statistics-reports", early)
    assert again["id"] == made["id"]
    check = await house.get("head", f"/statistics-reports/{made['id']}/verification")
    assert check["same"]
    shown = await house.client.get(f"{BASE}/public/statistics/{made['id']}")
    assert hashlib.sha256(shown.content).hexdigest() == made["digest"]
    (listed,) = await public(house, "statistics")
    assert (listed["from_month"], listed["digest"]) == ("2026-11", made["digest"])
    await house.get("city-clerk", f"/statistics-reports/{made['id']}/verification", status=404)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"from_month": "2026-10", "to_month": "2026-09"}, "statistics_period_invalid"),
        ({"from_month": "2026-13", "to_month": "2026-09"}, "payload_not_understood"),
        ({"from_month": "2022-01", "to_month": "2026-09"}, "statistics_period_invalid"),
    ],
)
async def test_a_period_that_is_none_publishes_nothing(
    house: IntakeHouse, body: dict[str, Any], code: str
) -> None:
    problem = await house.post("head", "/statistics-reports", body, status=422)
    assert problem["code"] == code
    assert await public(house, "statistics") == []
