"""Integration: a code by phone with the receipt number alone; nobody learns anything from asking."""

import re
from typing import Any

import pytest

from services.intake.domain.notification import NotificationChannel
from services.intake.policy import LIMITS
from tests.integration.intake.test_notifications import FakeGateway, carried
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

SAFE = {"safe_contact": "13900009009", "contact_channel": "SMS", "neutral_sms": True}


async def receipt_of(house: IntakeHouse, **needs: Any) -> str:
    """A filed application whose own messages have been carried."""
    body = elder_application(needs={"language": "zh", **needs})
    application = await house.post("clerk", "/applications", body)
    await house.hear_own()
    await carried(house, FakeGateway())
    return str(application["receipt"]["receipt_no"])


async def ask(house: IntakeHouse, receipt_no: str) -> Any:
    body = {"receipt_no": receipt_no}
    answer = await house.ask("POST", "anybody", "/status-codes", body=body, status=202)
    await house.work_off()
    return answer


async def sent(house: IntakeHouse) -> list[Any]:
    gateway = FakeGateway()
    await carried(house, gateway)
    return gateway.taken


def code_in(text: str) -> str:
    (code,) = re.findall(r"\d{6}", text)
    return str(code)


@pytest.mark.row("I-12")
async def test_the_code_goes_to_the_phone_of_the_person_and_opens_the_case(
    house: IntakeHouse,
) -> None:
    receipt_no = await receipt_of(house)
    await ask(house, receipt_no)
    (message,) = await sent(house)
    assert (message.channel, message.address) == (NotificationChannel.SMS, "13800001001")
    assert not any(word in message.text for word in ("法律", "援助", "申请", receipt_no))
    body = {"receipt_no": receipt_no, "code": code_in(message.text)}
    shown = await house.ask("POST", "anybody", "/status-lookups", body=body, status=200)
    assert (shown["state"], shown["next_step"]["clock"]["code"]) == ("received", "T01")
    inbox = await house.get("elder", "/me/messages")
    assert body["code"] not in str(inbox), "the inbox tells that a code was asked for, not the code"


@pytest.mark.row("I-12")
async def test_the_answer_is_the_same_whether_or_not_the_receipt_exists(
    house: IntakeHouse,
) -> None:
    by_hand = await receipt_of(house, safe_contact="住邻居家", contact_channel="IN_PERSON")
    answers = [await ask(house, one) for one in (by_hand, "SJ-150203-2026-99999")]
    answers.append(await ask(house, await receipt_of(house)))
    assert answers[0] == answers[1] == answers[2]
    assert len(await sent(house)) == 1, "nobody is reached who is to be met in person"


@pytest.mark.row("I-05")
@pytest.mark.row("I-12")
async def test_a_safe_contact_gets_the_code_and_only_in_its_hours(house: IntakeHouse) -> None:
    receipt_no = await receipt_of(house, **SAFE, contact_from_hour=14, contact_until_hour=16)
    await ask(house, receipt_no)
    assert await sent(house) == [], "it is noon"
    house.clock.advance(hours=2)
    taken = await sent(house)
    assert {message.address for message in taken} == {"13900009009"}
    (code,) = [code_in(one.text) for one in taken if "查询码" in one.text]
    body = {"receipt_no": receipt_no, "code": code}
    await house.ask("POST", "anybody", "/status-lookups", body=body, status=200)


@pytest.mark.row("I-12")
async def test_a_receipt_gets_a_few_codes_an_hour_however_often_it_is_asked_for(
    house: IntakeHouse,
) -> None:
    receipt_no = await receipt_of(house)
    for _ in range(LIMITS.status_codes_per_hour + 2):
        await ask(house, receipt_no)
    assert len(await sent(house)) == LIMITS.status_codes_per_hour
    house.clock.advance(hours=1)
    await ask(house, receipt_no)
    assert len(await sent(house)) == 1


@pytest.mark.parametrize("body", [{}, {"receipt_no": ""}, {"receipt_no": "x" * 61}])
async def test_a_number_that_cannot_be_one_is_not_understood(
    house: IntakeHouse, body: dict[str, str]
) -> None:
    refused = await house.ask("POST", "anybody", "/status-codes", body=body, status=422)
    assert refused["errors"][0]["pointer"] == "/receipt_no"
