"""Integration: social organizations and contact points take applications in, each its own."""

import pytest

from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse


@pytest.mark.row("I-02")
@pytest.mark.parametrize(
    ("person", "org_id", "agency"),
    [
        ("union-clerk", "UN-150200", "LA-150200"),
        ("women-clerk", "WF-150200", "LA-150200"),
        ("contact-clerk", "LC-DEMO-01", "LA-150203"),
    ],
)
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_a_door_takes_in_and_the_agency_behind_it_decides(
    house: IntakeHouse, person: str, org_id: str, agency: str
) -> None:
    body = elder_application(org_id=org_id, channel="STATION", handed_in_at="2026-11-01T02:00:00Z")
    filed = await house.post(person, "/applications", body)
    assert filed["agency_org_id"] == agency
    assert filed["receipt"]["received_at_org_id"] == org_id
    assert filed["received_at"] == "2026-11-01T02:00:00Z", "the time at the door counts"
    assert [one["id"] for one in (await house.get(person, "/applications"))["items"]] == [
        filed["id"]
    ]


@pytest.mark.row("I-02")
async def test_each_door_sees_its_own_and_files_at_its_own(house: IntakeHouse) -> None:
    body = elder_application(org_id="UN-150200", channel="STATION")
    filed = await house.post("union-clerk", "/applications", body)
    path = f"/applications/{filed['id']}"
    await house.get("women-clerk", path, status=404)
    assert (await house.get("women-clerk", "/applications"))["items"] == []
    assert (await house.get("city-clerk", path))["id"] == filed["id"]
    alien = await house.post("women-clerk", "/applications", body, status=403)
    assert (alien["code"], alien["facts"]["org"]) == ("agency_not_yours", "UN-150200")
    unknown = await house.post(
        "union-clerk", "/applications", elder_application(org_id="UN-999999"), status=422
    )
    assert (unknown["code"], unknown["facts"]["org"]) == ("organization_unknown", "UN-999999")
