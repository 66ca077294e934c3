"""Integration: a station without network (N10) - reserved numbers, true times, merged once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.offline_tables import offline_number
from services.intake.store.tables import application
from shared.db.tables import gapless_number, obligation
from tests.support.intake import NOON
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

pytestmark = pytest.mark.row("N10")
STATION = "LS-150271"


async def pack_of(house: IntakeHouse, count: int = 3) -> Any:
    return await house.post("station-clerk", "/offline-packs", {"count": count})


def filled(pack: Any, place: int = 0, **changes: Any) -> dict[str, Any]:
    """One filing of the pack, taken in ten minutes after the pack was issued."""
    return {
        "key": f"station-{place}",
        "receipt_no": pack["receipt_numbers"][place],
        "received_at": (NOON + timedelta(minutes=10)).isoformat(),
        "content": elder_application(org_id=STATION, owner_subject=None),
        **changes,
    }


async def merge(house: IntakeHouse, pack: Any, *items: Any, **changes: Any) -> Any:
    body = {"pack": {**pack["pack"], **changes}, "items": list(items)}
    path = f"/offline-packs/{pack['pack']['id']}/filings"
    return await house.post("station-clerk", path, body, status=200)


async def test_a_pack_holds_what_a_counter_needs(house: IntakeHouse) -> None:
    pack = await pack_of(house)
    assert pack["receipt_numbers"] == [
        "SJ-150200-2026-00001", "SJ-150200-2026-00002", "SJ-150200-2026-00003",
    ]  # fmt: skip
    assert "wage_record" in [one["code"] for one in pack["code_lists"]["materials"]]
    assert "applicant" in pack["form"]["properties"]
    assert pack["checklist_zh"]
    assert pack["checklist_en"]
    again = await house.get("station-clerk", f"/offline-packs/{pack['pack']['id']}")
    assert again == pack


async def test_a_filing_keeps_its_number_and_its_true_time_and_the_clock_runs_from_it(
    house: IntakeHouse,
) -> None:
    pack = await pack_of(house)
    house.clock.advance(days=2)
    answer = await merge(house, pack, filled(pack))
    (item,) = answer["items"]
    assert (item["outcome"], answer["merged_count"]) == ("merged", 1)
    made = await house.get("station-clerk", f"/applications/{item['application_id']}")
    assert made["receipt"]["receipt_no"] == pack["receipt_numbers"][0]
    assert made["received_at"] == "2026-11-02T04:10:00Z"
    ((created_at,),) = await house.rows(select(application.c.created_at))
    assert created_at == house.clock.now()
    clocks = await house.rows(select(obligation.c.started_at).where(obligation.c.code == "T01"))
    assert [one.started_at for one in clocks] == [NOON + timedelta(minutes=10)]
    (said,) = [one for one in await house.said() if one.type == "intake.application.filed.v1"]
    assert said.data["received_at"].startswith("2026-11-02T04:10:00")


async def test_the_station_and_the_agency_see_which_application_was_taken_in_offline(
    house: IntakeHouse,
) -> None:
    pack = await pack_of(house)
    house.clock.advance(hours=1)
    (item,) = (await merge(house, pack, filled(pack)))["items"]
    for clerk in ("station-clerk", "city-clerk"):
        made = await house.get(clerk, f"/applications/{item['application_id']}")
        assert made["recorded_offline"] is True
        assert made["link"] == {"kind": "offline_pack", "linked_id": pack["pack"]["id"]}
    online = await house.post("clerk", "/applications", elder_application())
    assert (online["recorded_offline"], online["link"]) == (False, None)


async def test_the_same_pack_merged_twice_is_the_same_receipts(house: IntakeHouse) -> None:
    pack = await pack_of(house)
    house.clock.advance(hours=1)
    items = [filled(pack, place) for place in range(3)]
    first = await merge(house, pack, *items)
    again = await merge(house, pack, *items, filled(pack, 0))
    assert (again["merged_count"], again["merged_before_count"]) == (0, 4)
    ids = [one["application_id"] for one in first["items"]]
    assert [one["application_id"] for one in again["items"]] == [*ids, ids[0]]
    assert len(await house.rows(select(application.c.id))) == 3


async def test_numbers_given_out_meanwhile_are_others_and_no_number_is_unaccounted(
    house: IntakeHouse,
) -> None:
    pack = await pack_of(house)
    body = elder_application(org_id=STATION)
    online = await house.post("station-clerk", "/applications", body)
    assert online["receipt"]["receipt_no"] == "SJ-150200-2026-00004"
    house.clock.advance(hours=1)
    await merge(house, pack, filled(pack, 1))
    path = f"/offline-packs/{pack['pack']['id']}"
    account = await house.get("station-clerk", f"{path}/numbers")
    assert [one["receipt_no"] for one in account["used"]] == [pack["receipt_numbers"][1]]
    assert account["outstanding"] == [pack["receipt_numbers"][0], pack["receipt_numbers"][2]]
    closed = await house.post("station-clerk", f"{path}/return", version=account["version"])
    assert (closed["state"], closed["outstanding"]) == ("closed", [])
    assert closed["void"] == account["outstanding"]
    series = await house.rows(
        select(gapless_number.c.last).where(gapless_number.c.series.like("receipt/%"))
    )
    assert [one.last for one in series] == [len(closed["used"]) + len(closed["void"]) + 1]


async def test_a_returned_pack_takes_nothing_new_but_knows_the_old(house: IntakeHouse) -> None:
    pack = await pack_of(house)
    house.clock.advance(hours=1)
    await merge(house, pack, filled(pack))
    await house.post("station-clerk", f"/offline-packs/{pack['pack']['id']}/return", version=1)
    answer = await merge(house, pack, filled(pack), filled(pack, 1))
    assert [one["outcome"] for one in answer["items"]] == ["merged_before", "refused"]
    assert answer["items"][1]["problem"]["code"] == "act_not_allowed_now"


BAD = [
    ({"receipt_no": "SJ-150200-2026-00009"}, "receipt_number_not_reserved"),
    ({"receipt_no": "SJ-150203-2026-00001"}, "receipt_number_not_reserved"),
    ({"received_at": (NOON + timedelta(days=3)).isoformat()}, "offline_time_not_credible"),
    ({"received_at": (NOON - timedelta(minutes=1)).isoformat()}, "offline_time_not_credible"),
    ({"received_at": "2026-11-02T12:10:00"}, "payload_not_understood"),
    ({"content": {}}, "payload_not_understood"),
    ({"content": elder_application(org_id="LA-150203")}, "offline_pack_elsewhere"),
    ({"content": elder_application(org_id=STATION, tags=["MINOR"])}, "tag_contradicts_document"),
    ({"key": "station-0"}, "offline_key_reused"),
    ({"receipt_no": "SJ-150200-2026-00001"}, "receipt_number_used_otherwise"),
    ({"extra": 1}, "payload_not_understood"),
]


@pytest.mark.parametrize(("changes", "code"), BAD)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_bad_filing_is_refused_in_its_place_and_spoils_no_other(
    house: IntakeHouse, changes: dict[str, Any], code: str
) -> None:
    pack = await pack_of(house)
    house.clock.advance(days=1)
    bad = filled(pack, 1, **changes)
    answer = await merge(house, pack, filled(pack, 0), bad, filled(pack, 2))
    outcomes = [one["outcome"] for one in answer["items"]]
    assert outcomes == ["merged", "refused", "merged"], answer
    problem = answer["items"][1]["problem"]
    assert problem["code"] == code
    assert problem["remedy"]
    assert len(await house.rows(select(application.c.id))) == 2
    assert len(await house.rows(select(offline_number.c.serial))) == 2


async def test_a_number_used_with_other_content_is_refused(house: IntakeHouse) -> None:
    pack = await pack_of(house)
    house.clock.advance(hours=1)
    await merge(house, pack, filled(pack))
    other = elder_application(org_id=STATION, statement="另一份陈述")
    answer = await merge(house, pack, filled(pack, content=other))
    assert answer["items"][0]["problem"]["code"] == "receipt_number_used_otherwise"


@pytest.mark.parametrize(
    "changes",
    [
        {"last": 99},
        {"agency_org_id": "LA-150203"},
        {"usable_until": "2026-12-31T00:00:00Z"},
        {"issued_at": "2026-01-01T00:00:00Z"},
        {"signature": "0" * 64},
    ],
    ids=lambda changes: next(iter(changes)),
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_pack_that_was_changed_merges_nothing(
    house: IntakeHouse, changes: dict[str, Any]
) -> None:
    pack = await pack_of(house)
    house.clock.advance(hours=1)
    body = {"pack": {**pack["pack"], **changes}, "items": [filled(pack)]}
    path = f"/offline-packs/{pack['pack']['id']}/filings"
    problem = await house.post("station-clerk", path, body, status=422)
    assert problem["code"] == "offline_pack_tampered"
    assert await house.rows(select(application.c.id)) == []


async def test_the_agency_behind_the_station_sees_the_pack_and_others_do_not(
    house: IntakeHouse,
) -> None:
    pack = await pack_of(house)
    path = f"/offline-packs/{pack['pack']['id']}"
    account = await house.get("city-clerk", f"{path}/numbers")
    assert account["org_id"] == STATION
    await house.get("clerk", f"{path}/numbers", status=404)
    for person, seen in (("station-clerk", 1), ("city-clerk", 1), ("clerk", 0)):
        listed = await house.get(person, "/offline-packs?state=open")
        assert len(listed["items"]) == seen


@pytest.mark.parametrize("count", [0, 201])
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_pack_has_a_bounded_number_of_numbers(house: IntakeHouse, count: int) -> None:
    await house.post("station-clerk", "/offline-packs", {"count": count}, status=422)
    assert await house.rows(select(gapless_number)) == []
