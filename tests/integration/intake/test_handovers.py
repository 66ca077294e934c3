"""Integration: transfers, cooperation between agencies and mediation, over HTTP."""

import base64
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from shared.db.tables import audit_entry
from shared.files.packages import read_package
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

ELSEWHERE = "LA-150200"


async def filed(house: IntakeHouse) -> dict[str, Any]:
    answer: dict[str, Any] = await house.post("clerk", "/applications", elder_application())
    return answer


async def under_review(house: IntakeHouse) -> dict[str, Any]:
    application = await filed(house)
    path = f"/applications/{application['id']}/review"
    seen = await house.post("clerk", path, {}, version=application["version"], status=200)
    return {**application, "version": seen["version"]}


async def transferred(
    house: IntakeHouse, person: str, matter_id: str, to_org_id: str, *, version: int = 1
) -> dict[str, Any]:
    body = {"to_org_id": to_org_id, "reason_code": "OTHER_AREA"}
    path = f"/matters/{matter_id}/transfers"
    answer: dict[str, Any] = await house.post(person, path, body, version=version)
    return answer


@pytest.mark.row("I-09")
async def test_a_transfer_keeps_the_first_time_and_leaves_a_stub(house: IntakeHouse) -> None:
    application = await filed(house)
    matter_id = application["matter_id"]
    before = await house.get("clerk", f"/deadlines?matter_id={matter_id}")
    house.clock.advance(days=2)
    stub = await transferred(house, "head", matter_id, ELSEWHERE)
    assert stub["first_received_at"] == application["receipt"]["received_at"]
    assert stub["state"] == "handed_over"
    await house.get("clerk", f"/applications/{application['id']}", status=404)
    await house.get("clerk", f"/matters/{matter_id}/file?purpose=handling", status=404)
    assert (await house.get("clerk", f"/transfers/{stub['id']}"))["to_org_id"] == ELSEWHERE
    there = await house.get("city-clerk", f"/applications/{application['id']}")
    assert (there["state"], there["agency_org_id"]) == ("received", ELSEWHERE)
    assert there["receipt"]["received_at"] == application["receipt"]["received_at"]
    after = await house.get("city-clerk", f"/deadlines?matter_id={matter_id}")
    assert after["items"][0]["limit_at"] == before["items"][0]["limit_at"]
    assert (await house.get("clerk", f"/deadlines?matter_id={matter_id}"))["items"] == []
    assert (await house.get("elder", f"/applications/{application['id']}"))["state"] == "received"
    file = await house.get("city-clerk", f"/matters/{matter_id}/file?purpose=handling")
    assert len(file["people"]) == 2
    said = [message.type for message in await house.said(f"matter/{matter_id}")]
    assert said[-2:] == [
        "intake.application.transferred.v1",
        "intake.matter.jurisdiction_changed.v1",
    ]


@pytest.mark.row("I-09")
async def test_the_receiver_says_that_it_has_come_and_decides(house: IntakeHouse) -> None:
    application = await filed(house)
    stub = await transferred(house, "head", application["matter_id"], ELSEWHERE)
    path = f"/transfers/{stub['id']}/receipt"
    await house.post("clerk", path, {}, status=404)
    await house.post("third-head", path, {}, status=404)
    received = await house.post("city-clerk", path, {})
    assert received["state"] == "received"
    twice = await house.post("city-clerk", path, {}, status=409)
    assert twice["code"] == "transfer_already_received"
    there = await house.get("city-clerk", f"/applications/{application['id']}")
    review = f"/applications/{application['id']}/review"
    seen = await house.post("city-clerk", review, {}, version=there["version"], status=200)
    assert seen["recommendation"]


@pytest.mark.row("I-09")
async def test_a_matter_never_goes_back_to_who_handed_it_over(house: IntakeHouse) -> None:
    application = await filed(house)
    matter_id = application["matter_id"]
    await transferred(house, "head", matter_id, ELSEWHERE)
    await transferred(house, "city-clerk", matter_id, "LA-150202", version=2)
    for earlier in ("LA-150203", ELSEWHERE, "LA-150202"):
        body = {"to_org_id": earlier, "reason_code": "OTHER_AREA"}
        path = f"/matters/{matter_id}/transfers"
        problem = await house.post("third-head", path, body, version=3, status=409)
        assert problem["code"] == "receiver_had_it_before"
    assert (await house.get("third-head", f"/matters/{matter_id}"))["agency_org_id"] == "LA-150202"


@pytest.mark.row("I-09")
@pytest.mark.parametrize(
    ("to_org_id", "status", "code"),
    [
        ("LS-150271", 409, "receiver_cannot_decide"),
        ("CT-150203", 409, "receiver_cannot_decide"),
        ("LA-999999", 422, "organization_unknown"),
    ],
)
async def test_whoever_cannot_decide_is_no_receiver(
    house: IntakeHouse, to_org_id: str, status: int, code: str
) -> None:
    application = await filed(house)
    body = {"to_org_id": to_org_id, "reason_code": "OTHER_AREA"}
    path = f"/matters/{application['matter_id']}/transfers"
    problem = await house.post("head", path, body, version=1, status=status)
    assert problem["code"] == code
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert (shown["state"], shown["version"]) == ("received", 1)


@pytest.mark.row("N14")
@pytest.mark.row("I-09")
async def test_an_agency_outside_gets_a_signed_package_and_gives_a_paper_receipt(
    house: IntakeHouse,
) -> None:
    application = await filed(house)
    matter_id = application["matter_id"]
    body = {"to_name": "演示外省法律援助中心", "reason_code": "OTHER_AREA"}
    stub = await house.post("head", f"/matters/{matter_id}/transfers", body, version=1)
    answer = await house.call("GET", "head", f"/transfers/{stub['id']}/package")
    told = (await house.get("clerk", "/package-key"))["public_key"]
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(told))
    package = read_package(answer.content, key)
    assert package.manifest["transfer_id"] == stub["id"]
    assert "演示包奶奶" in package.items[1].decode()
    acts = await house.rows(select(audit_entry.c.act))
    assert "transfer.package" in {row.act for row in acts}
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert shown["state"] == "not_ours"
    (clock,) = (await house.get("clerk", f"/deadlines?matter_id={matter_id}"))["items"]
    assert clock["state"] == "canceled"
    await house.get("city-clerk", f"/transfers/{stub['id']}/package", status=404)
    paper = {"paper_receipt_no": "演示收〔2026〕1号"}
    received = await house.post("clerk", f"/transfers/{stub['id']}/receipt", paper)
    assert received["paper_receipt_no"] == "演示收〔2026〕1号"


def asked(application: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "matter_id": application["matter_id"],
        "to_org_id": ELSEWHERE,
        "kind": "verify",
        "due_on": "2026-11-10",
        "background": "申请人在贵地居住",
        "items": ["核实低保资格"],
        **changes,
    }


@pytest.mark.row("I-09")
async def test_a_verification_elsewhere_stops_the_clock_until_it_is_answered(
    house: IntakeHouse,
) -> None:
    application = await under_review(house)
    matter_id = application["matter_id"]
    request = await house.post("clerk", "/cooperation-requests", asked(application))
    path = f"/cooperation-requests/{request['id']}"
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert shown["state"] == "coop_wait"
    (clock,) = (await house.get("clerk", f"/deadlines?matter_id={matter_id}"))["items"]
    assert clock["state"] == "paused"
    house.clock.advance(days=3)
    letter = await house.get("city-clerk", f"{path}/letter")
    assert letter["items"] == ["核实低保资格"]
    await house.get("third-head", path, status=404)
    await house.get("city-clerk", f"/applications/{application['id']}", status=404)
    answer = {"outcome": "helped", "reply": "属实"}
    await house.post("clerk", f"{path}/answer", answer, status=404)
    await house.post("city-clerk", f"{path}/answer", answer)
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert shown["state"] == "review"
    (clock,) = (await house.get("clerk", f"/deadlines?matter_id={matter_id}"))["items"]
    assert (clock["state"], clock["limit_at"][:10]) == ("running", "2026-11-12")
    assert (await house.get("clerk", f"{path}/letter"))["reply"] == "属实"
    twice = await house.post("city-clerk", f"{path}/answer", answer, status=409)
    assert twice["code"] == "cooperation_already_answered"
    said = [message.type for message in await house.said(f"matter/{matter_id}")]
    assert said[-2:] == ["intake.cooperation.requested.v1", "intake.cooperation.answered.v1"]


@pytest.mark.row("I-09")
async def test_who_does_not_help_says_why(house: IntakeHouse) -> None:
    application = await under_review(house)
    request = await house.post(
        "clerk", "/cooperation-requests", asked(application, kind="evidence")
    )
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert shown["state"] == "review", "gathering evidence stops nothing"
    path = f"/cooperation-requests/{request['id']}/answer"
    problem = await house.post("city-clerk", path, {"outcome": "declined"}, status=422)
    assert problem["code"] == "declined_without_reasons"
    declined = {"outcome": "declined", "reply": "当事人已迁出"}
    assert (await house.post("city-clerk", path, declined))["outcome"] == "declined"


@pytest.mark.row("I-09")
async def test_agencies_outside_ask_and_are_asked_on_record(house: IntakeHouse) -> None:
    application = await under_review(house)
    out = asked(application, to_org_id=None, other_name="演示外省法律援助中心")
    request = await house.post("clerk", "/cooperation-requests", out)
    answer = {"outcome": "helped", "reply": "来函答复"}
    await house.post("clerk", f"/cooperation-requests/{request['id']}/answer", answer)
    shown = await house.get("clerk", f"/applications/{application['id']}")
    assert shown["state"] == "review"
    into = asked(application, matter_id=None, to_org_id=None, other_name="演示外省法律援助中心")
    incoming = await house.post("clerk", "/cooperation-requests", into)
    assert (incoming["from_org_id"], incoming["to_org_id"]) == (None, "LA-150203")
    answer = {"outcome": "helped", "reply": "已核实"}
    await house.post("clerk", f"/cooperation-requests/{incoming['id']}/answer", answer)
    missing = asked(application, matter_id=str(uuid4()))
    await house.post("clerk", "/cooperation-requests", missing, status=404)


def referral(**changes: Any) -> dict[str, Any]:
    return {
        "direction": "to",
        "body_kind": "people",
        "body_name": "演示街道人民调解委员会",
        "referred_on": "2026-11-02",
        "limitation_on": "2026-12-02",
        "consented": True,
        **changes,
    }


@pytest.mark.row("I-10")
async def test_mediation_brings_its_outcome_back_and_the_limitation_date_stays_visible(
    house: IntakeHouse,
) -> None:
    application = await filed(house)
    path = f"/matters/{application['matter_id']}/mediations"
    unasked = await house.post("clerk", path, referral(consented=False), status=409)
    assert unasked["code"] == "mediation_needs_consent"
    referred = await house.post("clerk", path, referral())
    assert (referred["limitation_days_left"], referred["limitation_warning"]) == (30, False)
    house.clock.advance(days=1)
    (listed,) = (await house.get("elder", "/mediations"))["items"]
    assert (listed["limitation_days_left"], listed["limitation_warning"]) == (29, True)
    outcome = {"outcome": "settled", "concluded_on": "2026-11-03", "agreement_no": "演示调〔1〕"}
    act = f"/mediations/{referred['id']}/outcome"
    await house.post("clerk", act, outcome, version=9, status=412)
    done = await house.post("clerk", act, outcome, version=1)
    assert (done["outcome"], done["limitation_on"]) == ("settled", "2026-12-02")
    again = await house.post("clerk", act, outcome, version=2, status=409)
    assert again["code"] == "mediation_already_concluded"
    await house.get("city-clerk", f"/mediations/{referred['id']}", status=404)
    said = [message.type for message in await house.said(f"matter/{application['matter_id']}")]
    assert said[-2:] == ["intake.mediation.referred.v1", "intake.mediation.concluded.v1"]


@pytest.mark.row("I-10")
async def test_a_matter_may_come_from_mediation_that_failed(house: IntakeHouse) -> None:
    application = await filed(house)
    body = referral(direction="from", body_kind="judicial", limitation_on=None, consented=False)
    taken = await house.post("clerk", f"/matters/{application['matter_id']}/mediations", body)
    assert (taken["limitation_days_left"], taken["limitation_warning"]) == (None, False)
    failed = {"outcome": "failed", "concluded_on": "2026-11-02"}
    done = await house.post("clerk", f"/mediations/{taken['id']}/outcome", failed, version=1)
    assert done["outcome"] == "failed"
