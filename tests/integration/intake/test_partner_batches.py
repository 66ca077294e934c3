"""Integration: a partner's batch - stored once, worked off in chunks, each item on its own."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select

from services.intake.store.push_tables import batch_item
from services.intake.store.tables import duty_request as duty_request_table
from services.intake.store.tables import notice
from services.intake.usecases.work_off_batch import CHUNK_ITEMS
from shared.db.tables import audit_entry, data_key
from tests.support.intake_bodies import duty_request, minor_notice, notice_list, organ_update
from tests.support.intake_house import IntakeHouse

pytestmark = pytest.mark.row("I-08")


def pushes(number: int, **changes: Any) -> list[dict[str, Any]]:
    """So many duty requests of the detention center, each under its own reference."""
    return [
        {"kind": "duty_request", "content": duty_request(reference=f"DEMO-{n}", **changes)}
        for n in range(number)
    ]


async def sent(house: IntakeHouse, person: str, items: list[Any]) -> dict[str, Any]:
    body = {"items": items}
    answer: dict[str, Any] = await house.post(person, "/partner-batches", body, status=202)
    return answer


async def items_of(house: IntakeHouse, person: str, batch_id: str) -> list[dict[str, Any]]:
    path = f"/partner-batches/{batch_id}/items?limit=100"
    found: list[dict[str, Any]] = (await house.get(person, path))["items"]
    return found


async def test_each_item_lands_or_fails_on_its_own(house: IntakeHouse) -> None:
    items = [
        {"kind": "notice", "content": minor_notice()},
        {"kind": "notice", "content": minor_notice(reference="B-1", stage="NOWHERE")},
        {"kind": "notice", "content": minor_notice(reference="B-2", ground_code="N5")},
        {"kind": "notice_list", "content": notice_list()},
        {"kind": "letter", "content": {}},
        "not even an object",
        {"kind": "organ_update", "content": organ_update()},
        {"kind": "organ_update", "content": organ_update(reference="U2", notice_reference="X")},
        {"kind": "notice", "content": minor_notice(reference="B-3", organ_org_id="CT-150203")},
        {"kind": "notice", "content": minor_notice(reference="B-4", agency_org_id="LA-999999")},
    ]
    batch = await sent(house, "procuratorate", items)
    assert (batch["item_count"], batch["done_count"], batch["refused_count"]) == (10, 3, 3)
    first = {one["place"]: one for one in batch["items"] if one["state"] == "refused"}
    assert set(first) == {1, 4, 5}
    problem = first[1]["problem"]
    assert problem["code"] == "payload_not_understood"
    assert problem["errors"][0]["pointer"] == "/items/1/content/stage"
    assert problem["remedy"]
    assert first[1]["reference"] == "B-1"
    assert await house.work_off() == 1
    done = await house.get("procuratorate", f"/partner-batches/{batch['id']}")
    assert (done["done_count"], done["refused_count"]) == (10, 7)
    assert done["finished_at"]
    items_out = await items_of(house, "procuratorate", batch["id"])
    states = [one["state"] for one in items_out]
    assert [place for place, state in enumerate(states) if state == "received"] == [0, 3, 6]
    assert [len(items_out[place]["receipts"]) for place in (0, 3, 6)] == [1, 2, 1]
    codes = [items_out[place]["problem"]["code"] for place in (2, 7, 8, 9)]
    assert codes == [
        "notice_ground_not_here",
        "notice_not_found",
        "organ_not_yours",
        "organization_unknown",
    ]
    assert items_out[9]["problem"]["errors"][0]["pointer"] == "/items/9/content/agency_org_id"
    receipt = items_out[0]["receipts"][0]
    assert (await house.get("procuratorate", f"/notices/{receipt['id']}"))["state"] == "received"


async def test_a_batch_is_worked_off_in_chunks_and_its_progress_is_readable(
    house: IntakeHouse,
) -> None:
    batch = await sent(house, "detention", pushes(2 * CHUNK_ITEMS + 1))
    assert await house.work_off(tasks_max=1) == 1
    half = await house.get("detention", f"/partner-batches/{batch['id']}")
    assert (half["done_count"], half["finished_at"]) == (CHUNK_ITEMS, None)
    assert await house.work_off() == 2
    done = await house.get("detention", f"/partner-batches/{batch['id']}")
    assert (done["done_count"], done["refused_count"]) == (2 * CHUNK_ITEMS + 1, 0)
    assert len(await house.rows(select(duty_request_table.c.id))) == 2 * CHUNK_ITEMS + 1


async def test_a_thousand_and_one_items_are_refused_whole(house: IntakeHouse) -> None:
    body = {"items": pushes(1_001)}
    problem = await house.post("detention", "/partner-batches", body, status=422)
    assert problem["errors"][0]["pointer"] == "/items"
    assert "1000" in problem["errors"][0]["message"]
    assert await house.rows(select(batch_item.c.place)) == []


async def test_the_same_reference_twice_lands_once_or_is_named(house: IntakeHouse) -> None:
    same, other = pushes(1), pushes(1, urgent=True)
    batch = await sent(house, "detention", [*same, *same, *other])
    (refused,) = [one for one in batch["items"] if one["state"] == "refused"]
    assert (refused["place"], refused["problem"]["code"]) == (2, "item_contradicts_earlier")
    await house.work_off()
    items = await items_of(house, "detention", batch["id"])
    assert items[0]["receipts"] == items[1]["receipts"]


async def test_one_batch_after_another_corrects(house: IntakeHouse) -> None:
    for urgent in (False, True, True):
        batch = await sent(house, "detention", pushes(1, urgent=urgent))
        await house.work_off()
        (item,) = await items_of(house, "detention", batch["id"])
        receipt = item["receipts"][0]["id"]
    history = await house.get("detention", f"/duty-requests/{receipt}/versions")
    assert [one["changed"] for one in history["versions"]] == [[], ["urgent"]]


async def test_nobody_else_reads_a_batch_or_its_receipts(house: IntakeHouse) -> None:
    batch = await sent(house, "detention", pushes(1))
    await house.work_off()
    (item,) = await items_of(house, "detention", batch["id"])
    path = f"/partner-batches/{batch['id']}"
    await house.get("other-detention", path, status=404)
    await house.get("other-detention", f"{path}/items", status=404)
    await house.get("other-detention", f"/duty-requests/{item['receipts'][0]['id']}", status=404)
    assert (await house.get("other-detention", "/partner-batches"))["items"] == []
    body = {"items": pushes(1)}
    await house.post("clerk", "/partner-batches", body, status=403)


async def test_the_content_goes_with_the_batch_and_the_sender_is_named(house: IntakeHouse) -> None:
    key = uuid4().hex
    body = {"items": [{"kind": "notice", "content": minor_notice()}]}
    first = await house.post("procuratorate", "/partner-batches", body, status=202, key=key)
    again = await house.post("procuratorate", "/partner-batches", body, status=202, key=key)
    assert first == again
    ((sealed,),) = await house.rows(select(batch_item.c.content_sealed))
    assert sealed is not None
    assert "演示".encode() not in sealed
    await house.work_off()
    ((sealed,),) = await house.rows(select(batch_item.c.content_sealed))
    assert sealed is None
    ((wrapped,),) = await house.rows(
        select(data_key.c.wrapped).where(data_key.c.scope == f"partner_batch/{first['id']}")
    )
    assert wrapped is None
    acts = await house.rows(
        select(audit_entry.c.org_id, audit_entry.c.person_id).where(
            audit_entry.c.act == "notice.receive"
        )
    )
    assert [tuple(row) for row in acts] == [("PR-150203", "person-procuratorate")]
    ((filed_by,),) = await house.rows(select(notice.c.filed_by))
    assert filed_by == "person-procuratorate"


async def test_a_batch_may_be_longer_than_other_bodies_up_to_its_own_bound(
    house: IntakeHouse,
) -> None:
    long = [
        {"kind": "notice", "content": minor_notice(reference=f"L-{n}", reason="理由" * 400)}
        for n in range(500)
    ]
    batch = await sent(house, "procuratorate", long)
    assert batch["refused_count"] == 0
    body = {"items": [{"kind": "notice", "content": {"reason": "理" * 1_500_000}}]}
    problem = await house.post("procuratorate", "/partner-batches", body, status=413)
    assert problem["code"] == "body_too_large"
