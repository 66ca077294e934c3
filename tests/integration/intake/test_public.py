"""Integration: the public room over HTTP - nobody logs in, nothing is kept, nothing is promised."""

from typing import Any

import httpx
import pytest
from sqlalchemy import func, insert, select

from services.intake.service import service
from services.intake.store.public_tables import map_point
from shared.db.tables import chassis
from shared.db.transaction import Scope
from shared.http.rate_limits import ClientLimiter
from shared.kernel.actor import system
from tests.support.intake_bodies import DISTRICT_LINE_FEN, elder_application, household
from tests.support.intake_house import BASE, IntakeHouse


def question(**changes: Any) -> dict[str, Any]:
    return {
        "org_id": "LA-150203",
        "case": elder_application()["case"],
        "tags": ["ELDERLY60"],
        "household": household(self_fen=DISTRICT_LINE_FEN, opponent_fen=900_000),
        **changes,
    }


async def asked(house: IntakeHouse, body: dict[str, Any], **headers: str) -> httpx.Response:
    return await house.client.post(f"{BASE}/eligibility-checks", json=body, headers=headers)


async def every_row(house: IntakeHouse) -> dict[str, int]:
    tables = [*chassis.sorted_tables, *service.metadata.sorted_tables]
    return {
        table.name: (await house.rows(select(func.count()).select_from(table)))[0][0]
        for table in tables
    }


@pytest.mark.row("I-11")
async def test_the_self_check_runs_the_real_rules_and_keeps_nothing(house: IntakeHouse) -> None:
    before = await every_row(house)
    answer = await asked(house, question())
    assert answer.status_code == 200
    found = answer.json()
    assert (found["outcome"], found["locale"]) == ("likely_yes", "zh-CN")
    assert [step["code"] for step in found["steps"] if step["applies"]] == ["H5", "H6"]
    assert "2,270.00元" in found["steps"][-1]["text"]
    assert "不是决定" in found["disclaimer"]
    applies = {rule["rule"] for rule in found["rules"] if rule["applies"]}
    assert applies == {"LAL-31-4", "BT-5-2"}
    assert await every_row(house) == before
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.row("I-11")
async def test_it_finds_what_a_review_finds(house: IntakeHouse) -> None:
    filed = await house.post("clerk", "/applications", elder_application())
    path = f"/applications/{filed['id']}/review"
    reviewed = await house.post("clerk", path, {}, version=1, status=200)
    materials = elder_application()["materials"]
    means = elder_application()["household"]
    found = (await asked(house, question(household=means, materials=materials))).json()
    assert reviewed["recommendation"] == "grant"
    assert found["outcome"] == "likely_yes"
    looked = {rule["rule"]: rule["matched"] for rule in reviewed["rules"]}
    assert {rule["rule"]: rule["applies"] for rule in found["rules"]} == looked


@pytest.mark.row("I-11")
@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"household": household(self_fen=DISTRICT_LINE_FEN + 1)}, "person_decides"),
        ({"household": household(self_fen=3 * DISTRICT_LINE_FEN)}, "likely_no"),
        ({"household": None}, "statement_needed"),
        ({"household": None, "materials": ["dibao_certificate"]}, "likely_yes"),
        ({"org_id": "LS-150271"}, "likely_yes"),
    ],
)
async def test_the_outcome_is_never_a_promise(
    house: IntakeHouse, changes: dict[str, Any], outcome: str
) -> None:
    found = (await asked(house, question(**changes), **{"accept-language": "en"})).json()
    assert found["outcome"] == outcome
    assert "no decision" in found["disclaimer"]


@pytest.mark.parametrize(
    ("changes", "code", "pointer"),
    [
        ({"org_id": "LA-999999"}, "organization_unknown", "/org_id"),
        ({"org_id": "CT-150203"}, "organization_wrong_kind", "/org_id"),
        ({"tags": ["NOBODY"]}, "payload_not_understood", "/tags/0"),
        ({"name": "演示"}, "payload_not_understood", ""),
    ],
)
async def test_what_is_not_understood_is_said_at_its_place(
    house: IntakeHouse, changes: dict[str, Any], code: str, pointer: str
) -> None:
    answer = await asked(house, question(**changes))
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert answer.json()["errors"][0]["pointer"].startswith(pointer)


@pytest.mark.row("I-11")
async def test_the_guide_is_cached_and_speaks_the_readers_language(house: IntakeHouse) -> None:
    guide = await house.client.get(f"{BASE}/guide")
    assert guide.headers["cache-control"].startswith("public")
    assert guide.headers["vary"] == "Accept-Language"
    held = {"if-none-match": guide.headers["etag"]}
    assert (await house.client.get(f"{BASE}/guide", headers=held)).status_code == 304
    english = await house.client.get(f"{BASE}/guide", headers={"accept-language": "en"})
    assert english.headers["content-language"] == "en"
    assert english.headers["etag"] != guide.headers["etag"]
    assert english.json()["steps"] != guide.json()["steps"]
    wished = await house.client.get(f"{BASE}/guide?locale=en")
    assert wished.json() == english.json()


@pytest.mark.row("I-11")
async def test_a_place_that_is_not_known_stays_empty(house: IntakeHouse) -> None:
    place = {"org_code": "LA-150203", "longitude_e6": 109_838_000, "latitude_e6": 40_642_000}
    async with house.running.transactions.begin(
        actor=system("intake"), scope=Scope(everything=True)
    ) as tx:
        await tx.execute(insert(map_point), {**place, "source": "示例"})
    offices = (await house.client.get(f"{BASE}/guide")).json()["offices"]
    points = {one["code"]: one["map_point"] for one in offices}
    assert points["LA-150203"] == {"longitude_e6": 109_838_000, "latitude_e6": 40_642_000}
    assert points["LA-150204"] is None
    assert {one["address"] for one in offices} == {None}


@pytest.mark.row("I-11")
async def test_an_address_that_calls_too_often_waits(house: IntakeHouse) -> None:
    house.running.app.state.limiter = ClientLimiter(2)
    assert (await house.client.get(f"{BASE}/guide")).status_code == 200
    assert (await asked(house, question())).status_code == 200
    refused = await asked(house, question())
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (await house.client.get(f"{BASE}/code-lists/causes")).status_code == 200
    await house.get("clerk", "/applications")
