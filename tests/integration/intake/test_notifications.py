"""Integration: people are told of letters by the channel that suits them, and in no other way."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from services.intake.domain.notification import NotificationChannel
from services.intake.gateways.messages import NoGateway, OutgoingMessage, Sent, SilentGateway
from services.intake.rounds.messenger import Messenger
from services.intake.store.document_tables import notification
from shared.db.tables import audit_entry
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

Answer = Callable[[OutgoingMessage], Sent]


class FakeGateway:
    """An operator that answers as a test wants and remembers what it was given."""

    def __init__(self, answer: Answer = lambda _: Sent()) -> None:
        self.taken: list[OutgoingMessage] = []
        self._answer = answer

    async def send(self, message: OutgoingMessage) -> Sent:
        self.taken.append(message)
        return self._answer(message)


def refusing(channel: str, *, again: bool = False) -> Answer:
    return lambda message: (
        Sent("REFUSED", again=again) if message.channel.value == channel else Sent()
    )


async def carried(house: IntakeHouse, gateway: Any) -> None:
    """Rounds until nothing more is due now."""
    messenger = Messenger(house.running.transactions, gateway)
    for _ in range(10):
        if not await messenger.round():
            return


async def filed(house: IntakeHouse, **needs: Any) -> str:
    body = elder_application(needs={"language": "zh", **needs})
    application = await house.post("clerk", "/applications", body)
    return str(application["matter_id"])


async def outcome(house: IntakeHouse, matter_id: str) -> tuple[str, str | None, str | None]:
    listed = await house.get("clerk", f"/matters/{matter_id}/notifications")
    (one,) = listed["items"]
    return one["state"], one["channel"], one["failure_code"]


@pytest.mark.row("I-16")
async def test_a_person_is_told_that_a_letter_waits_and_reads_it_in_the_inbox(
    house: IntakeHouse,
) -> None:
    matter_id = await filed(house)
    assert await outcome(house, matter_id) == ("queued", None, None)
    gateway = FakeGateway()
    await carried(house, gateway)
    (sent,) = gateway.taken
    assert (sent.channel, sent.address) == (NotificationChannel.MINI_APP, "elder")
    assert "SJ-150203-2026-00001" in sent.text
    assert await outcome(house, matter_id) == ("delivered", "mini_app", None)
    inbox = await house.get("elder", "/me/messages")
    assert [one["zh"] for one in inbox["items"]] == [sent.text]
    assert inbox["items"][0]["en"]
    assert (await house.get("worker-one", "/me/messages"))["items"] == []
    await house.get("city-clerk", f"/matters/{matter_id}/notifications", status=404)
    await carried(house, gateway)
    assert len(gateway.taken) == 1


@pytest.mark.row("I-16")
async def test_a_channel_that_fails_falls_back_to_the_next_and_at_last_to_the_inbox(
    house: IntakeHouse,
) -> None:
    matter_id = await filed(house)
    gateway = FakeGateway(refusing("mini_app"))
    await carried(house, gateway)
    assert [one.channel.value for one in gateway.taken] == ["mini_app", "sms"]
    assert gateway.taken[1].address == "13800001001"
    assert await outcome(house, matter_id) == ("delivered", "sms", None)
    other = await filed(house)
    await carried(house, NoGateway())
    assert await outcome(house, other) == ("delivered", "inbox", None)


@pytest.mark.row("I-16")
async def test_a_busy_operator_is_asked_again_later(house: IntakeHouse) -> None:
    matter_id = await filed(house)
    busy = FakeGateway(refusing("mini_app", again=True))
    await carried(house, busy)
    assert len(busy.taken) == 1
    assert await outcome(house, matter_id) == ("queued", None, "REFUSED")
    house.clock.advance(minutes=10)
    await carried(house, FakeGateway())
    assert await outcome(house, matter_id) == ("delivered", "mini_app", None)


@pytest.mark.row("I-05")
@pytest.mark.row("I-16")
async def test_a_safe_contact_gets_a_neutral_text_on_the_wished_channel_in_the_given_hours(
    house: IntakeHouse,
) -> None:
    safe = {
        "safe_contact": "13900009009",
        "contact_channel": "SMS",
        "contact_from_hour": 14,
        "contact_until_hour": 16,
        "neutral_sms": True,
    }
    matter_id = await filed(house, **safe)
    gateway = FakeGateway()
    await carried(house, gateway)
    assert gateway.taken == [], "it is noon"
    house.clock.advance(hours=2)
    await carried(house, gateway)
    (sent,) = gateway.taken
    assert (sent.channel.value, sent.address) == ("sms", "13900009009")
    assert not any(word in sent.text for word in ("法律", "援助", "申请", "150203", "演示"))
    assert await outcome(house, matter_id) == ("delivered", "sms", None)


@pytest.mark.row("I-16")
async def test_a_safe_contact_that_cannot_be_reached_is_left_to_a_person_and_not_to_a_channel(
    house: IntakeHouse,
) -> None:
    safe = {"safe_contact": "13900009009", "contact_channel": "SMS"}
    matter_id = await filed(house, **safe)
    refused = FakeGateway(refusing("sms"))
    await carried(house, refused)
    assert [one.channel.value for one in refused.taken] == ["sms"]
    assert await outcome(house, matter_id) == ("failed", None, "REFUSED")
    by_hand = await filed(house, safe_contact="住邻居家", contact_channel="IN_PERSON")
    await carried(house, refused)
    assert await outcome(house, by_hand) == ("failed", None, "CONTACT_BY_HAND")
    assert len(refused.taken) == 1


@pytest.mark.row("I-16")
async def test_two_messengers_at_once_send_every_message_once(house: IntakeHouse) -> None:
    for _ in range(6):
        await filed(house)
    gateway = FakeGateway()
    messengers = [Messenger(house.running.transactions, gateway) for _ in range(2)]
    await asyncio.gather(*(one.round() for one in messengers))
    await carried(house, gateway)
    assert len({one.id for one in gateway.taken}) == len(gateway.taken) == 6


async def test_nothing_personal_is_kept_with_a_message_or_printed_in_development(
    house: IntakeHouse, capsys: pytest.CaptureFixture[str]
) -> None:
    await filed(house)
    await carried(house, SilentGateway())
    printed = capsys.readouterr()
    rows = await house.rows(select(notification))
    acts = await house.rows(
        select(audit_entry.c.facts).where(audit_entry.c.act.like("notification.%"))
    )
    assert acts
    for text in (printed.out, printed.err, str(rows), str(acts)):
        assert "13800001001" not in text
        assert "演示" not in text
