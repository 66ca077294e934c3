"""Integration: numbered letters of a matter - issued, listed, gapless under rivalry."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.document_tables import document
from tests.support.intake_bodies import (
    DISTRICT_LINE_FEN,
    elder_application,
    household,
    workers_group,
)
from tests.support.intake_house import IntakeHouse


async def listed(
    house: IntakeHouse, application: dict[str, Any], reader: str = "clerk"
) -> list[Any]:
    page = await house.get(reader, f"/matters/{application['matter_id']}/documents")
    return [(one["kind"], one["number"]) for one in page["items"]]


async def decided(house: IntakeHouse, body: dict[str, Any], outcome: str) -> dict[str, Any]:
    application: dict[str, Any] = await house.post("clerk", "/applications", body)
    path = f"/applications/{application['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    await house.post("reviewer", f"{path}/decision", {"outcome": outcome}, version=seen["version"])
    return application


@pytest.mark.row("I-16")
async def test_receipt_and_decision_become_letters_under_the_numbers_they_have(
    house: IntakeHouse,
) -> None:
    granted = await decided(house, elder_application(), "grant")
    receipt = granted["receipt"]["receipt_no"]
    assert await listed(house, granted) == [
        ("receipt", receipt),
        ("grant", "〔2026〕150203援给字00001号"),
    ]
    means = household(self_fen=2 * DISTRICT_LINE_FEN)
    refused = await decided(house, elder_application(household=means), "refuse")
    assert ("refusal", "〔2026〕150203援不予字00001号") in await listed(house, refused, "elder")
    said = [m for m in await house.said() if m.type == "intake.document.issued.v1"]
    assert len(said) == 4
    assert "演示" not in str([m.data for m in said])


@pytest.mark.row("I-16")
async def test_a_supplement_notice_is_numbered_in_a_series_of_its_own(house: IntakeHouse) -> None:
    for serial in (1, 2):
        application = await house.post("clerk", "/applications", elder_application())
        path = f"/applications/{application['id']}/supplement-requests"
        await house.post("clerk", path, {"item_codes": ["household_register"]}, version=1)
        number = f"〔2026〕150203援补字{serial:05d}号"
        assert ("supplement_notice", number) in await listed(house, application)


@pytest.mark.row("I-16")
async def test_letters_are_seen_by_those_their_kind_names_and_by_no_stranger(
    house: IntakeHouse,
) -> None:
    application = await decided(house, elder_application(), "grant")
    path = f"/matters/{application['matter_id']}/documents"
    await house.get("city-clerk", path, status=404)
    await house.get("worker-one", path, status=404)
    fact = {
        "matter_id": application["matter_id"],
        "agency_org_id": "LA-150203",
        "provider_subject": "lawyer",
    }
    await house.hear("assignment.lawyer.assigned.v1", f"matter/{application['matter_id']}", fact)
    assert [kind for kind, _ in await listed(house, application, "lawyer")] == ["grant"]


@pytest.mark.row("I-16")
@pytest.mark.parametrize("dialect", ["postgresql"], indirect=True)
async def test_rivals_leave_no_gap_and_no_number_twice(house: IntakeHouse) -> None:
    bodies = [workers_group() for _ in range(4)]
    await asyncio.gather(*(house.post("clerk", "/matter-groups", body) for body in bodies))
    applications = await house.get("clerk", "/applications")
    asked = [
        house.post(
            "clerk",
            f"/applications/{one['id']}/supplement-requests",
            {"item_codes": ["household_register"]},
            version=1,
        )
        for one in applications["items"]
    ]
    await asyncio.gather(*asked)
    rows = await house.rows(select(document.c.kind, document.c.number))
    for kind, shape in (
        ("receipt", "SJ-150203-2026-{:05d}"),
        ("supplement_notice", "〔2026〕150203援补字{:05d}号"),
    ):
        numbers = sorted(row.number for row in rows if row.kind == kind)
        assert numbers == [shape.format(place) for place in range(1, 13)]
