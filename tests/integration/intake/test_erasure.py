"""Integration: a person's data is destroyed by two people, and every chain stays whole (N11)."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from services.intake.store.tables import party
from shared.security.audit_report import verify
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

ORDER = {"basis_code": "person_request", "document_no": "昆法援〔2026〕删字第1号"}


async def withdrawn(house: IntakeHouse) -> dict[str, Any]:
    application: dict[str, Any] = await house.post("elder", "/applications", elder_application())
    path = f"/applications/{application['id']}/withdrawal"
    await house.post("elder", path, {}, version=1)
    return application


async def proposed(house: IntakeHouse, matter_id: str) -> tuple[str, dict[str, Any]]:
    order = await house.post("head", f"/matters/{matter_id}/erasure-orders", ORDER)
    return f"/erasure-orders/{order['id']}", order


@pytest.mark.row("N11")
async def test_two_people_erase_a_person_for_good(house: IntakeHouse) -> None:
    application = await withdrawn(house)
    matter_id = application["matter_id"]
    path, order = await proposed(house, matter_id)
    refused = await house.post("head", f"{path}/execution", version=1, status=403)
    assert refused["code"] == "erasure_needs_second_person"
    assert (await house.get("clerk", f"/matters/{matter_id}/file?purpose=review"))["people"]
    done = await house.post("second-head", f"{path}/execution", version=1, status=200)
    assert (order["state"], done["state"]) == ("proposed", "carried_out")
    gone = await house.get("clerk", f"/matters/{matter_id}/file?purpose=review", status=404)
    assert gone["code"] == "personal_data_erased"
    rows = await house.rows(select(party).where(party.c.matter_id == UUID(matter_id)))
    assert {(row.document_index, row.name_index, row.token) for row in rows} == {(None, None, "")}
    said = [message.type for message in await house.said(f"matter/{matter_id}")]
    assert said[-1] == "intake.matter.erased.v1"
    async with house.running.database.begin(write=False) as connection:
        assert (await verify(connection)).whole


async def test_a_running_matter_is_not_erased(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    orders = f"/matters/{application['matter_id']}/erasure-orders"
    refused = await house.post("head", orders, ORDER, status=409)
    assert refused["code"] == "matter_still_runs"


async def test_an_order_that_is_dropped_erases_nothing_and_makes_room(house: IntakeHouse) -> None:
    application = await withdrawn(house)
    matter_id = application["matter_id"]
    path, _ = await proposed(house, matter_id)
    again = await house.post("head", f"/matters/{matter_id}/erasure-orders", ORDER, status=409)
    assert again["code"] == "erasure_already_ordered"
    await house.post("head", f"{path}/withdrawal", version=1, status=200)
    late = await house.post("second-head", f"{path}/execution", version=2, status=409)
    assert late["code"] == "act_not_allowed_now"
    assert (await house.get("clerk", f"/matters/{matter_id}/file?purpose=review"))["people"]
    await proposed(house, matter_id)


@pytest.mark.parametrize(
    ("person", "status"), [("clerk", 403), ("elder", 403), ("city-clerk", 404)]
)
async def test_only_the_heads_of_the_agency_order_it(
    house: IntakeHouse, person: str, status: int
) -> None:
    application = await withdrawn(house)
    orders = f"/matters/{application['matter_id']}/erasure-orders"
    await house.post(person, orders, ORDER, status=status)
    await house.get("head", f"/erasure-orders/{uuid4()}", status=404)
