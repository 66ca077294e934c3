"""Integration: a partner without a wire - packages out, receipts and pushes back, all signed."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from services.intake.usecases.request_package import REQUEST_PACKAGES
from tests.integration.intake.test_partner_messages import accepted_notice, waiting
from tests.support.intake_bodies import duty_request, minor_notice
from tests.support.intake_house import IntakeHouse
from tests.support.intake_tasks import perform_tasks
from tests.support.mock_partners import FileExchange

pytestmark = pytest.mark.row("I-14")
CHANNEL = "/partner-channels/PR-150203"


@pytest.fixture
async def partner(house: IntakeHouse, tmp_path: Path) -> FileExchange:
    """A procuratorate whose network has no way out but a folder that an officer carries."""
    exchange = FileExchange(tmp_path, "PR-150203", "LA-150203")
    body = {"way": "file", "public_key": exchange.public_key}
    headers = {"if-match": '"1"'}
    await house.ask("PUT", "integrator", CHANNEL, body=body, headers=headers, status=200)
    exchange.house_key = (await house.get("clerk", "/package-key"))["public_key"]
    return exchange


async def packed(house: IntakeHouse) -> list[dict[str, Any]]:
    """The outgoing packages once one was asked for and made."""
    await house.post("integrator", f"{CHANNEL}/packages", status=202)
    await perform_tasks(house)
    items: list[dict[str, Any]] = (await house.get("integrator", "/partner-packages"))["items"]
    return [one for one in items if one["direction"] == "out"]


async def carried(house: IntakeHouse, partner: FileExchange, package: Mapping[str, Any]) -> None:
    path = f"/partner-packages/{package['id']}/content"
    partner.take((await house.call("GET", "integrator", path)).content)


async def handed_in(
    house: IntakeHouse, package: str, *, person: str = "procuratorate", status: int = 201
) -> Any:
    body = {"agency_org_id": "LA-150203", "package_base64": package}
    return await house.post(person, "/partner-packages", body, status=status)


async def test_a_package_goes_out_and_its_receipt_comes_back_as_the_proof(
    house: IntakeHouse, partner: FileExchange
) -> None:
    notice = await accepted_notice(house)
    (package,) = await packed(house)
    assert (package["item_count"], package["package_no"]) == (1, "LA-150203-PR-150203-000001")
    await carried(house, partner, package)
    ((kept),) = partner.kept.values()
    assert (kept["type"], kept["reference"]) == ("notice.accepted", notice["reference"])
    assert len(await waiting(house, "procuratorate")) == 1, "carried away is not yet told"
    receipt = partner.receipt("R-1")
    for _ in range(2):
        made = await handed_in(house, receipt)
        assert made["outcome"] == {"confirmed": 1, "unknown_places": []}
    assert await waiting(house, "procuratorate") == []
    (said,) = [m for m in await house.said() if m.type == "intake.partner_message.delivered.v1"]
    assert said.data["proof_code"] == "receipted"


async def test_what_is_not_receipted_is_packed_again_and_the_timer_packs_only_news(
    house: IntakeHouse, partner: FileExchange
) -> None:
    await accepted_notice(house)
    house.clock.advance(minutes=1)
    assert len(await packed(house)) == 1
    await accepted_notice(house, reference="DEMO-PR-2")
    house.clock.advance(minutes=1)
    assert [one["item_count"] for one in await packed(house)] == [1, 2]
    async with house.as_service() as tx:
        tx.enqueue(REQUEST_PACKAGES, {}, tenant="", stream="timer/request_packages")
    for _ in ("the timer", "the channel"):
        await perform_tasks(house)
    listed = (await house.get("procuratorate", "/partner-packages"))["items"]
    assert len(listed) == 2, "nothing new, no package"


async def test_pushes_come_in_by_file_and_become_a_batch(
    house: IntakeHouse, partner: FileExchange
) -> None:
    good = {"kind": "notice", "content": minor_notice()}
    bad = {"kind": "notice", "content": {"reference": "half"}}
    made = await handed_in(house, partner.pushes("S-1", [good, bad]))
    await perform_tasks(house)
    path = f"/partner-batches/{made['outcome']['batch_id']}"
    items = (await house.get("procuratorate", f"{path}/items"))["items"]
    assert [one["state"] for one in items] == ["received", "refused"]


async def test_a_package_that_cannot_be_believed_changes_nothing(
    house: IntakeHouse, partner: FileExchange, tmp_path: Path
) -> None:
    await accepted_notice(house)
    (package,) = await packed(house)
    await carried(house, partner, package)
    receipt = partner.receipt("R-1")
    stranger = FileExchange(tmp_path, "PR-150203", "LA-150203")
    stranger.kept = partner.kept
    forged = await handed_in(house, stranger.receipt("R-1"), status=422)
    assert forged["code"] == "package_signature_invalid"
    broken = await handed_in(house, receipt[: len(receipt) // 8 * 4], status=422)
    assert broken["code"] == "package_not_understood"
    await handed_in(house, "no base64!", status=422)
    await handed_in(house, receipt, person="court", status=404)
    assert len(await waiting(house, "procuratorate")) == 1
    await handed_in(house, receipt)
    reused = await handed_in(house, partner.pushes("R-1", [{}]), status=409)
    assert reused["code"] == "package_number_reused"


async def test_a_receipt_names_only_messages_of_its_own_channel(
    house: IntakeHouse, partner: FileExchange
) -> None:
    request = await house.post("detention", "/duty-requests", duty_request(), status=202)
    fact = {
        "duty_request_id": request["id"],
        "agency_org_id": "LA-150203",
        "organ_org_id": "DC-DEMO-A",
        "dispatched_at": house.clock.now(),
    }
    stream = f"duty_request/{request['id']}"
    await house.hear("assignment.duty_request.dispatched.v1", stream, fact)
    (foreign,) = await waiting(house, "detention")
    partner.kept = {foreign["id"]: foreign}
    made = await handed_in(house, partner.receipt("R-9"))
    assert made["outcome"] == {"confirmed": 0, "unknown_places": [0]}
    assert len(await waiting(house, "detention")) == 1


async def test_without_a_key_of_the_partner_nothing_can_be_verified(
    house: IntakeHouse, tmp_path: Path
) -> None:
    await accepted_notice(house)
    exchange = FileExchange(tmp_path, "PR-150203", "LA-150203")
    refused = await handed_in(house, exchange.receipt("R-1"), status=409)
    assert refused["code"] == "partner_key_missing"
