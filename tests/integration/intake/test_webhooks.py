"""Integration: messages to a partner's webhook - signed, retried, logged, suspended, sent again."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import update

from services.intake.policy.delivery import DELIVERY
from services.intake.rounds.courier import Courier
from services.intake.store.delivery_tables import partner_message
from shared.security.outbound import CallOutcome, Reply
from tests.integration.intake.test_partner_messages import accepted_notice, waiting
from tests.support.intake_house import IntakeHouse
from tests.support.mock_partners import FakeWebhooks, Poller, WebhookReceiver, courier

pytestmark = pytest.mark.row("I-14")
PATH = "/partner-channels/PR-150203"


@pytest.fixture
async def partner(house: IntakeHouse) -> AsyncIterator[WebhookReceiver]:
    async with WebhookReceiver().listening() as receiver:
        await set_webhook(house, receiver.url)
        receiver.secrets.append(await turned_secret(house))
        yield receiver


async def set_webhook(house: IntakeHouse, url: str, *, status: int = 200) -> Any:
    body = {"way": "webhook", "url": url}
    headers = {"if-match": '"1"'}
    return await house.ask("PUT", "integrator", PATH, body=body, headers=headers, status=status)


async def turned_secret(house: IntakeHouse) -> str:
    secret: str = (await house.post("integrator", f"{PATH}/secret"))["secret"]
    return secret


async def due_now(house: IntakeHouse) -> None:
    """The pause of a failed attempt has passed."""
    async with house.as_service() as tx:
        await tx.execute(update(partner_message).values(due_at=None))


async def message_file(house: IntakeHouse, message_id: str) -> Any:
    return await house.get("integrator", f"/partner-messages/{message_id}")


async def test_a_signed_call_that_is_answered_is_the_proof(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    notice = await accepted_notice(house)
    async with courier(house) as working:
        assert await working.round() == 1
        assert await working.round() == 0
    (took,) = partner.took
    assert (took["type"], took["reference"]) == ("notice.accepted", notice["reference"])
    assert partner.seen_ids == [took["id"]]
    told = await message_file(house, took["id"])
    assert (told["message"]["state"], told["message"]["proof"]) == ("delivered", "answered")
    assert [(one["outcome"], one["status"]) for one in told["attempts"]] == [("answered", 204)]
    said = [m.type for m in await house.said(f"matter/{notice['matter_id']}")]
    assert "intake.partner_message.delivered.v1" in said


async def test_a_failed_attempt_is_tried_again_under_the_same_id(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    partner.says = [(500, {}), (503, {"retry-after": "120"})]
    await accepted_notice(house)
    async with courier(house) as working:
        for _ in range(3):
            assert await working.round() == 1
            assert await working.round() == 0, "not before its pause has passed"
            await due_now(house)
    assert len(set(partner.seen_ids)) == 1
    assert len(partner.took) == 1
    told = await message_file(house, partner.seen_ids[0])
    outcomes = [(one["outcome"], one["status"]) for one in told["attempts"]]
    assert outcomes == [("rejected", 500), ("rejected", 503), ("answered", 204)]


async def test_a_redirect_is_a_failure_and_is_not_followed(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    partner.says = [(302, {"location": "http://127.0.0.1:1/inside"})]
    await accepted_notice(house)
    async with courier(house) as working:
        await working.round()
    told = await message_file(house, partner.seen_ids[0])
    assert [one["outcome"] for one in told["attempts"]] == ["redirected"]
    assert told["message"]["state"] == "pending"


async def test_both_secrets_sign_while_one_is_being_turned(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    old = list(partner.secrets)
    new = await turned_secret(house)
    await accepted_notice(house)
    async with courier(house) as working:
        await working.round()
        assert len(partner.took) == 1, "who has not changed over yet still verifies"
        partner.secrets = [new]
        await accepted_notice(house, reference="DEMO-PR-2")
        await working.round()
        assert len(partner.took) == 2
        partner.secrets = old
        house.clock.advance(hours=DELIVERY.secret_overlap_hours + 1)
        await accepted_notice(house, reference="DEMO-PR-3")
        await working.round()
    assert (len(partner.took), partner.forged) == (2, 1)


async def test_a_webhook_into_a_private_network_is_refused_suspended_and_alerted(
    house: IntakeHouse,
) -> None:
    refused = await set_webhook(house, "https://169.254.169.254/latest", status=422)
    assert refused["code"] == "webhook_address_not_public"
    await set_webhook(house, "https://inside.partner.test/hook")
    await turned_secret(house)
    notice = await accepted_notice(house)
    working = Courier(house.running.transactions, FakeWebhooks(Reply(CallOutcome.ADDRESS_REFUSED)))
    await working.round()
    channel = await house.get("integrator", PATH)
    assert channel["suspended_for"] == "address_refused"
    (failed,) = [m for m in await house.said() if m.type == "intake.partner_message.failed.v1"]
    assert failed.data["matter_id"] == notice["matter_id"]
    tasks = (await house.get("integrator", "/me/tasks"))["counts"]
    assert (tasks["partner_messages_failed"], tasks["partner_channels_suspended"]) == (1, 1)


async def test_a_suspended_channel_loses_nothing_and_goes_on_when_resumed(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    partner.says = [(410, {})]
    await accepted_notice(house)
    async with courier(house) as working:
        await working.round()
        await accepted_notice(house, reference="DEMO-PR-2")
        assert await working.round() == 0, "nothing is sent to a partner that has gone"
        states = [one["state"] for one in (await house.get("clerk", "/partner-messages"))["items"]]
        assert states == ["failed", "pending"]
        await house.post("integrator", f"{PATH}/resumption", status=200)
        again = await house.post("integrator", f"{PATH}/resumption", status=409)
        assert again["code"] == "channel_not_suspended"
        assert await working.round() == 2
    assert len(partner.took) == 2


async def test_many_failures_in_a_row_suspend_and_a_used_up_schedule_fails(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    partner.says = [(500, {})] * DELIVERY.suspend_after_failures
    await accepted_notice(house)
    await accepted_notice(house, reference="DEMO-PR-2")
    async with courier(house) as working:
        for _ in range(DELIVERY.suspend_after_failures // 2):
            assert await working.round() == 2
            await due_now(house)
        assert await working.round() == 0
    channel = await house.get("integrator", PATH)
    assert channel["suspended_for"] == "too_many_failures"
    failed = (await house.get("integrator", "/partner-messages?state=failed"))["items"]
    assert failed, "somebody is told"


async def test_what_failed_can_still_be_pulled_and_acknowledged(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    partner.says = [(410, {})]
    await accepted_notice(house)
    async with courier(house) as working:
        await working.round()
    path = f"/partner-messages/{partner.seen_ids[0]}/acknowledgment"
    told = await house.post("procuratorate", path, status=200)
    assert (told["state"], told["proof"]) == ("delivered", "acknowledged")


async def test_a_replay_of_one_or_of_a_span_sends_the_same_ids_and_keeps_the_first_proof(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    begin = house.clock.now()
    await accepted_notice(house)
    await accepted_notice(house, reference="DEMO-PR-2")
    async with courier(house) as working:
        await working.round()
        first = await message_file(house, partner.seen_ids[0])
        house.clock.advance(hours=1)
        one = {"message_ids": [partner.seen_ids[0]]}
        await house.post("procuratorate", "/partner-messages/replays", one, status=202)
        assert await working.round() == 1
        span = {"created_from": begin, "created_until": house.clock.now()}
        body = {name: moment.isoformat() for name, moment in span.items()}
        made = await house.post("integrator", "/partner-messages/replays", body, status=202)
        assert made == {"messages": 2}
        await working.round()
    assert len(partner.took) == 5
    assert len(set(partner.seen_ids)) == 2
    again = await message_file(house, partner.seen_ids[0])
    assert again["message"]["delivered_at"] == first["message"]["delivered_at"]
    said = [m for m in await house.said() if m.type == "intake.partner_message.delivered.v1"]
    assert len(said) == 2


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "replay_says_one_thing"),
        (
            {
                "created_from": "2026-11-02T00:00:00+08:00",
                "created_until": "2026-11-01T00:00:00+08:00",
            },
            "replay_says_one_thing",
        ),
        (
            {
                "created_from": "2026-01-01T00:00:00+08:00",
                "created_until": "2026-11-01T00:00:00+08:00",
            },
            "replay_span_too_long",
        ),
    ],
)
async def test_a_replay_without_bounds_is_refused(
    house: IntakeHouse, body: dict[str, Any], code: str
) -> None:
    refused = await house.post("integrator", "/partner-messages/replays", body, status=422)
    assert refused["code"] == code


async def test_nobody_replays_what_is_not_theirs(
    house: IntakeHouse, partner: WebhookReceiver
) -> None:
    await accepted_notice(house)
    (told,) = await waiting(house, "procuratorate")
    body = {"message_ids": [told["id"]]}
    await house.post("court", "/partner-messages/replays", body, status=404)
    await house.get("clerk", PATH, status=403)


async def test_a_poller_keeps_everything_once(house: IntakeHouse) -> None:
    poller = Poller(house, "procuratorate")
    for number in range(5):
        await accepted_notice(house, reference=f"DEMO-PR-{number}")
        house.clock.advance(minutes=1)
    assert await poller.poll() == 5
    assert await poller.poll() == 0
    assert await waiting(house, "procuratorate") == []
