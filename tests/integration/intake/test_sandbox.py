"""Integration: the sandbox rehearses everything and reaches nobody real; nobody real falls into it."""

from importlib import import_module

import pytest

from tests.integration.intake.test_partner_messages import waiting
from tests.support.elsewhere import message_from_elsewhere
from tests.support.house import SERVICES
from tests.support.intake_bodies import duty_request, elder_application, minor_notice
from tests.support.intake_house import IntakeHouse

pytestmark = pytest.mark.row("I-14")
REHEARSAL = {
    "agency_org_id": "LA-SANDBOX",
    "organ_org_id": "CT-SANDBOX",
    "stage": "FIRST",
}


async def test_a_rehearsal_runs_from_the_push_to_the_acknowledgment(house: IntakeHouse) -> None:
    pushed = await house.post("sandbox-court", "/notices", minor_notice(**REHEARSAL), status=202)
    path = f"/notices/{pushed['id']}/acceptance"
    await house.post("sandbox-clerk", path, version=pushed["version"])
    sample = {"type": "lawyer.assigned", "reference": pushed["reference"]}
    await house.post("sandbox-court", "/partner-messages/samples", sample)
    told = await waiting(house, "sandbox-court")
    assert [one["type"] for one in told] == ["notice.accepted", "lawyer.assigned"]
    ids = {"message_ids": [one["id"] for one in told]}
    await house.post("sandbox-court", "/partner-messages/acknowledgments", ids, status=200)
    assert await waiting(house, "sandbox-court") == []
    assert {message.tenant for message in await house.said()} == {"LA-SANDBOX"}


@pytest.mark.parametrize("service", [folder.name for folder in SERVICES])
async def test_other_services_leave_the_sandbox_out(house: IntakeHouse, service: str) -> None:
    subscriptions = import_module(f"services.{service}.service").service.subscriptions

    def heard(tenant: str) -> bool:
        known = next(iter(subscriptions.types))
        message = message_from_elsewhere(
            known, "matter/1", {}, tenant=tenant, time=house.clock.now()
        )
        return bool(subscriptions.deals_with(message))

    assert heard("LA-150203")
    assert heard("LA-SANDBOX") is (service == "intake")


async def test_the_sandbox_and_the_real_world_do_not_reach_each_other(house: IntakeHouse) -> None:
    lost = {**minor_notice(), "agency_org_id": "LA-SANDBOX"}
    refused = await house.post("procuratorate", "/notices", lost, status=422)
    assert refused["code"] == "organization_wrong_kind"
    strayed = minor_notice(organ_org_id="CT-SANDBOX", stage="FIRST")
    await house.post("sandbox-court", "/notices", strayed, status=422)
    lost = duty_request(agency_org_id="LA-SANDBOX")
    await house.post("detention", "/duty-requests", lost, status=422)
    applied = await house.post(
        "sandbox-clerk", "/applications", elder_application(org_id="LA-SANDBOX"), status=422
    )
    assert applied["code"] == "organization_wrong_kind"
    listed = await house.get("elder", "/organizations?limit=100")
    assert not [one for one in listed["items"] if "SANDBOX" in one["code"]]


async def test_made_up_messages_are_for_the_sandbox_only(house: IntakeHouse) -> None:
    path, body = "/partner-messages/samples", {"type": "lawyer.assigned", "reference": "x"}
    refused = await house.post("procuratorate", path, body, status=403)
    assert refused["code"] == "samples_only_in_sandbox"
    await house.post("sandbox-court", path, {**body, "type": "nothing.known"}, status=422)
