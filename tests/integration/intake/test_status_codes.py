"""Integration: how a case stands, by receipt number and one-time code, without an account."""

from typing import Any

import pytest

from services.intake.policy import LIMITS
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse


async def filed_with_code(house: IntakeHouse) -> tuple[dict[str, Any], dict[str, Any]]:
    application = await house.post("clerk", "/applications", elder_application())
    await house.hear_own()
    code = await house.post("clerk", f"/applications/{application['id']}/status-codes")
    return application, code


async def look(house: IntakeHouse, receipt_no: str, code: str, *, status: int = 200) -> Any:
    body = {"receipt_no": receipt_no, "code": code}
    return await house.ask("POST", "anybody", "/status-lookups", body=body, status=status)


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


@pytest.mark.row("I-12")
async def test_the_bearer_of_receipt_and_code_reads_state_next_step_and_date(
    house: IntakeHouse,
) -> None:
    application, code = await filed_with_code(house)
    shown = await look(house, application["receipt"]["receipt_no"], code["code"])
    assert (shown["state"], shown["next_step"]["clock"]["code"]) == ("received", "T01")
    assert [entry["zh"] for entry in shown["entries"]] == ["法律援助申请已收到。"]
    assert "演示" not in str(shown)
    assert "matter_id" not in shown


@pytest.mark.row("I-12")
async def test_a_code_cannot_be_guessed(house: IntakeHouse) -> None:
    application, code = await filed_with_code(house)
    receipt_no = application["receipt"]["receipt_no"]
    for _ in range(LIMITS.status_code_looks_max):
        await look(house, receipt_no, other(code["code"]), status=404)
    spent = await look(house, receipt_no, code["code"], status=404)
    unknown = await look(house, "no-such-receipt", code["code"], status=404)
    assert spent["code"] == unknown["code"] == "status_not_shown"


async def test_a_code_ends_by_time_and_by_a_newer_one(house: IntakeHouse) -> None:
    application, first = await filed_with_code(house)
    receipt_no = application["receipt"]["receipt_no"]
    second = await house.post("clerk", f"/applications/{application['id']}/status-codes")
    if first["code"] != second["code"]:
        await look(house, receipt_no, first["code"], status=404)
    await look(house, receipt_no, second["code"])
    house.clock.advance(minutes=LIMITS.status_code_minutes)
    await look(house, receipt_no, second["code"], status=404)


async def test_codes_are_given_only_by_those_who_see_the_application(house: IntakeHouse) -> None:
    application, _ = await filed_with_code(house)
    path = f"/applications/{application['id']}/status-codes"
    await house.post("city-clerk", path, status=404)
    await house.post("elder", path, status=403)


@pytest.mark.parametrize("code", ["12345", "1234567", "12345a", ""])
async def test_a_code_of_another_form_is_not_understood(house: IntakeHouse, code: str) -> None:
    refused = await look(house, "any", code, status=422)
    assert refused["errors"][0]["pointer"] == "/code"
