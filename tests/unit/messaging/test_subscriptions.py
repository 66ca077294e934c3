"""What a service hears, and whom it must bind itself to for that."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
from pydantic import BaseModel, ValidationError

from shared.db.transaction import Transaction
from shared.kernel.actor import Origin
from shared.messaging.envelope import Message
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.tasks import Tasks

NOWHERE = cast(Transaction, SimpleNamespace())


class Seen(BaseModel):
    matter_id: UUID


def message(event_type: str, **data: Any) -> Message:
    return Message(
        id=uuid4(),
        type=event_type,
        source=f"/{event_type.partition('.')[0]}/1",
        stream="matter/1",
        sequence=1,
        tenant="LA-150203",
        time=datetime(2026, 3, 2, tzinfo=UTC),
        origin=Origin("p1"),
        data=data,
    )


def ears() -> tuple[Subscriptions, list[object]]:
    subscriptions, heard = Subscriptions(), list[object]()

    @subscriptions.hears("intake.application.granted.v1")
    async def on_granted(tx: Transaction, fact: Seen) -> None:
        heard.append(fact)

    @subscriptions.hears("payment.subsidy.paid.v1", ordered=False)
    async def on_paid(tx: Transaction, fact: dict[str, Any]) -> None:
        heard.append(fact)

    return subscriptions, heard


async def test_a_handler_gets_its_own_reader_and_no_more() -> None:
    subscriptions, heard = ears()
    matter_id = uuid4()
    granted = message("intake.application.granted.v1", matter_id=str(matter_id), more=1)
    await subscriptions.deal(NOWHERE, granted)
    assert heard == [Seen(matter_id=matter_id)]


async def test_data_that_the_reader_cannot_read_is_refused() -> None:
    subscriptions, _ = ears()
    with pytest.raises(ValidationError):
        await subscriptions.deal(NOWHERE, message("intake.application.granted.v1", matter_id=1))


def test_a_service_binds_itself_to_every_producer_of_which_it_hears_a_type() -> None:
    subscriptions, _ = ears()
    assert subscriptions.producers("assignment") == {"intake", "payment"}


async def test_a_projection_comes_after_the_handler_and_hears_the_own_service_too() -> None:
    subscriptions, heard = ears()

    @subscriptions.projects("matter", producers=("quality",))
    async def on_any(tx: Transaction, message: Message) -> None:
        heard.append(message.type)

    assert subscriptions.producers("intake") == {"intake", "payment", "quality"}
    await subscriptions.deal(NOWHERE, message("payment.subsidy.paid.v1", amount_fen=1))
    await subscriptions.deal(NOWHERE, message("intake.application.filed.v1"))
    assert heard == [{"amount_fen": 1}, "payment.subsidy.paid.v1", "intake.application.filed.v1"]


def test_a_type_without_reader_or_projection_is_nobodys() -> None:
    subscriptions, _ = ears()
    assert not subscriptions.deals_with(message("intake.application.filed.v1"))
    assert subscriptions.deals_with(message("payment.subsidy.paid.v1"))


def test_only_independent_types_step_aside() -> None:
    subscriptions, _ = ears()
    assert subscriptions.parks(message("intake.application.granted.v1"))
    assert not subscriptions.parks(message("payment.subsidy.paid.v1"))


def test_hearing_a_type_twice_is_a_mistake() -> None:
    subscriptions, _ = ears()
    with pytest.raises(TypeError):

        @subscriptions.hears("payment.subsidy.paid.v1")
        async def again(tx: Transaction, fact: dict[str, Any]) -> None: ...


def test_performing_a_task_twice_is_a_mistake() -> None:
    tasks = Tasks()

    @tasks.performs("sweep")
    async def sweep(tx: Transaction, payload: dict[str, Any]) -> None: ...

    with pytest.raises(TypeError):
        tasks.performs("sweep")(sweep)
