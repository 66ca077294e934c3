"""Integration: the service of documents - the recorded day of receipt is what periods run from."""

from typing import Any

import pytest
from sqlalchemy import select

from services.intake.store.document_tables import service_record
from services.intake.usecases.lapse_unopened import LAPSE_UNOPENED
from tests.support.intake_acts import objection
from tests.support.intake_bodies import DISTRICT_LINE_FEN, elder_application, household
from tests.support.intake_house import IntakeHouse
from tests.support.intake_tasks import perform_tasks, ring

DIGEST = "ab" * 32
MONDAY, THURSDAY = "2026-11-02", "2026-11-05"


async def refusal(house: IntakeHouse, **changes: Any) -> dict[str, Any]:
    """The refusal letter of an elder above the line, issued on Monday."""
    body = elder_application(household=household(self_fen=2 * DISTRICT_LINE_FEN), **changes)
    application = await house.post("clerk", "/applications", body)
    path = f"/applications/{application['id']}"
    seen = await house.post("clerk", f"{path}/review", {}, version=1, status=200)
    await house.post("reviewer", f"{path}/decision", {"outcome": "refuse"}, version=seen["version"])
    listed = await house.get("clerk", f"/matters/{application['matter_id']}/documents")
    found: dict[str, Any] = next(one for one in listed["items"] if one["kind"] == "refusal")
    return found


async def queued(
    house: IntakeHouse, letter: dict[str, Any], way: str, status: int = 201, **more: Any
) -> dict[str, Any]:
    path = f"/documents/{letter['id']}/service-records"
    answer: dict[str, Any] = await house.post("clerk", path, {"way": way, **more}, status=status)
    return answer


async def received(
    house: IntakeHouse, record: dict[str, Any], served_on: str, person: str = "clerk", **more: Any
) -> dict[str, Any]:
    body = {"served_on": served_on, "proof_kind": "signed_receipt", "proof_digest": DIGEST}
    path = f"/service-records/{record['id']}/receipt"
    answer: dict[str, Any] = await house.post(
        person, path, body, version=more.pop("version", record["version"]), **more
    )
    return answer


async def objection_limit(house: IntakeHouse, letter: dict[str, Any]) -> str:
    """The last instant of T17, as a date of UTC: the end of that day in Shanghai."""
    board = await house.get("clerk", f"/deadlines?matter_id={letter['matter_id']}&code=T17")
    (clock,) = board["items"]
    return str(clock["limit_at"])[:10]


async def said(house: IntakeHouse, name: str) -> list[dict[str, Any]]:
    return [dict(m.data) for m in await house.said() if m.type == f"intake.document.{name}.v1"]


@pytest.mark.row("I-16")
async def test_the_period_to_object_runs_from_the_recorded_day_of_receipt(
    house: IntakeHouse,
) -> None:
    letter = await refusal(house)
    assert await objection_limit(house, letter) == "2026-11-17"
    record = await queued(house, letter, "post", tracking_no="EMS0000000001")
    assert record["state"] == "queued"
    house.clock.advance(days=5)
    served = await received(house, record, THURSDAY)
    assert (served["state"], served["served_on"]) == ("served", THURSDAY)
    assert served["proof"] == {"kind": "signed_receipt", "digest": DIGEST}
    assert await objection_limit(house, letter) == "2026-11-20"
    (fact,) = await said(house, "served")
    assert (fact["way"], fact["served_on"]) == ("post", THURSDAY)
    assert (fact["period_code"], fact["period_until_on"]) == ("T17", "2026-11-20")
    later = await queued(house, letter, "in_person")
    house.clock.advance(days=1)
    await received(house, later, "2026-11-08")
    assert await objection_limit(house, letter) == "2026-11-20", "the first receipt counts"
    await house.hear_own()
    timeline = await house.get("elder", f"/matters/{letter['matter_id']}/timeline")
    assert "已于2026-11-05送达" in str([entry["zh"] for entry in timeline["entries"]])


@pytest.mark.row("I-16")
@pytest.mark.parametrize(("days", "late"), [(18, False), (19, True)])
async def test_an_objection_is_late_by_the_day_of_receipt_and_not_of_the_decision(
    house: IntakeHouse, days: int, late: bool
) -> None:
    letter = await refusal(house)
    record = await queued(house, letter, "post", tracking_no="EMS0000000001")
    house.clock.advance(days=days)
    await received(house, record, THURSDAY)
    filed = await house.post("elder", "/objections", objection(letter["number"]))
    assert filed["late"] is late


@pytest.mark.row("I-16")
async def test_a_custody_place_hands_over_the_letter_and_sees_nothing_else(
    house: IntakeHouse,
) -> None:
    letter = await refusal(house)
    record = await queued(house, letter, "custody", custody_org_id="DC-DEMO-A")
    path = f"/service-records/{record['id']}"
    assert (await house.get("detention", path))["state"] == "queued"
    printed = await house.call("GET", "detention", f"{path}/file")
    assert printed.content.startswith(b"%PDF")
    await house.get("other-detention", path, status=404)
    assert (await house.call("GET", "other-detention", f"{path}/file")).status_code == 404
    await house.get("detention", f"/matters/{letter['matter_id']}", status=404)
    house.clock.advance(days=3)
    await received(house, record, THURSDAY, "detention")
    await perform_tasks(house)
    assert await objection_limit(house, letter) == "2026-11-20"
    assert [fact["way"] for fact in await said(house, "served")] == ["custody"]
    reads = (await house.get("elder", f"/matters/{letter['matter_id']}/timeline"))["reads"]
    assert ("DC-DEMO-A", True) in [(one["org_id"], one["whole"]) for one in reads]


@pytest.mark.row("I-16")
async def test_electronic_service_needs_consent_and_happens_when_the_recipient_opens_the_letter(
    house: IntakeHouse,
) -> None:
    letter = await refusal(house)
    refused = await queued(house, letter, "electronic", status=409)
    assert refused["code"] == "electronic_service_without_consent"
    consent = f"/matters/{letter['matter_id']}/electronic-consent"
    await house.post("elder", consent, {"method": "e_sign"})
    record = await queued(house, letter, "electronic")
    await house.call("GET", "clerk", f"/documents/{letter['id']}/file")
    path = f"/service-records/{record['id']}"
    assert (await house.get("clerk", path))["state"] == "queued", "only the recipient receives"
    house.clock.advance(days=3)
    opened = await house.call("GET", "elder", f"/documents/{letter['id']}/file")
    assert opened.status_code == 200
    served = await house.get("clerk", path)
    assert (served["state"], served["served_on"]) == ("served", THURSDAY)
    assert served["proof"]["kind"] == "opened_by_recipient"
    assert await objection_limit(house, letter) == "2026-11-20"
    await house.call("GET", "elder", f"/documents/{letter['id']}/file")
    assert len(await said(house, "served")) == 1
    await house.post("elder", f"{consent}/withdrawal", {})
    again = await queued(house, letter, "electronic", status=409)
    assert again["code"] == "electronic_service_without_consent"


@pytest.mark.row("I-16")
async def test_a_letter_that_nobody_opens_lapses_and_goes_another_way(house: IntakeHouse) -> None:
    letter = await refusal(house)
    consent = f"/matters/{letter['matter_id']}/electronic-consent"
    await house.post("elder", consent, {"method": "e_sign"})
    record = await queued(house, letter, "electronic")
    for days, state in ((5, "queued"), (1, "failed")):
        house.clock.advance(days=days)
        await ring(house, LAPSE_UNOPENED)
        assert (await house.get("clerk", f"/service-records/{record['id']}"))["state"] == state
    (fact,) = await said(house, "failed")
    assert (fact["way"], fact["failure_code"]) == ("electronic", "NOT_OPENED")
    waiting = await house.get("clerk", "/me/tasks")
    assert waiting["counts"]["letters_to_serve_again"] == 1
    await queued(house, letter, "post", tracking_no="EMS0000000001")
    waiting = await house.get("clerk", "/me/tasks")
    assert waiting["counts"]["letters_to_serve_again"] == 0


@pytest.mark.row("I-16")
async def test_a_letter_that_did_not_arrive_is_said_and_tried_again(house: IntakeHouse) -> None:
    letter = await refusal(house)
    record = await queued(house, letter, "post", tracking_no="EMS0000000001")
    failed = await house.post(
        "clerk",
        f"/service-records/{record['id']}/failure",
        {"failure_code": "RETURNED"},
        version=1,
    )
    assert (failed["state"], failed["failure_code"]) == ("failed", "RETURNED")
    (fact,) = await said(house, "failed")
    assert fact["failure_code"] == "RETURNED"
    assert await objection_limit(house, letter) == "2026-11-17"
    await queued(house, letter, "in_person")
    listed = await house.get("clerk", f"/documents/{letter['id']}/service-records")
    assert [one["state"] for one in listed["items"]] == ["failed", "queued"]


@pytest.mark.row("I-16")
async def test_an_impossible_day_of_receipt_is_refused_and_changes_nothing(
    house: IntakeHouse,
) -> None:
    letter = await refusal(house)
    record = await queued(house, letter, "in_person")
    early = await received(house, record, "2026-11-01", status=409)
    assert (early["code"], early["facts"]["issued_on"]) == ("served_before_issue", MONDAY)
    future = await received(house, record, "2026-11-03", status=409)
    assert future["code"] == "served_in_future"
    rows = await house.rows(select(service_record.c.state, service_record.c.served_on))
    assert [tuple(row) for row in rows] == [("queued", None)]
    assert await said(house, "served") == []
    await received(house, record, MONDAY)
    twice = await received(house, record, MONDAY, version=2, status=409)
    assert twice["code"] == "act_not_allowed_now"


@pytest.mark.row("I-16")
async def test_what_cannot_be_served_is_refused_with_its_reason(house: IntakeHouse) -> None:
    letter = await refusal(house, owner_subject=None)
    nobody = await queued(house, letter, "electronic", status=409)
    assert nobody["code"] == "electronic_service_needs_account"
    station = await queued(house, letter, "custody", custody_org_id="LS-150271", status=422)
    assert station["code"] == "organization_wrong_kind"
    assert (await queued(house, letter, "custody", status=422))["code"] == "payload_not_understood"
    waiting = await queued(house, letter, "custody", custody_org_id="DC-DEMO-A")
    act, reason = f"/documents/{letter['id']}/withdrawal", {"reason_code": "WRONG_CONTENT"}
    await house.post("reviewer", act, reason, version=1)
    gone = await queued(house, letter, "in_person", status=409)
    assert gone["code"] == "act_not_allowed_now"
    path = f"/service-records/{waiting['id']}/file"
    assert (await house.call("GET", "detention", path)).status_code == 409
    stranger = f"/documents/{letter['id']}/service-records"
    await house.post("city-clerk", stranger, {"way": "in_person"}, status=404)
