"""The delivery guarantee, the same on every wire and every database."""

import json
import random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from shared.db.sql import moment
from shared.db.tables import inbox, inbox_stream, outbox, outbox_stream
from shared.messaging import mending
from shared.messaging.failures import RETURNED_PARK
from shared.messaging.flow import gaps, torn_streams
from shared.messaging.inbox import NOWHERE, Status
from tests.support.peers import Ignored, Moved, Noticed, Pair, Step, StepSeen, noted


def steps(thing: UUID, count: int, kind: type[Step] = Moved) -> list[Step]:
    return [kind(thing_id=thing, step=n) for n in range(1, count + 1)]


async def bodies(two: Pair) -> list[bytes]:
    ordered = select(outbox.c.body).order_by(outbox.c.stream, outbox.c.stream_seq)
    return [row.body for row in await two.alpha.rows(ordered)]


async def cursor(two: Pair) -> tuple[int, int]:
    (row,) = await two.alpha.rows(select(outbox_stream))
    return row.sent_seq, row.next_seq


async def test_what_is_said_takes_effect_once_and_in_order(talking: Pair) -> None:
    things = [uuid4() for _ in range(5)]
    await talking.alpha.say(*[fact for thing in things for fact in steps(thing, 4)])
    await talking.settle()
    for thing in things:
        assert await talking.beta.notes(thing) == [(n, None) for n in (1, 2, 3, 4)]


async def test_confirmed_means_stored_in_the_inbox(talking: Pair) -> None:
    await talking.alpha.say(*steps(uuid4(), 3))
    while await talking.alpha.relay.round():
        continue
    assert await cursor(talking) == (3, 3)
    await talking.sent()
    assert await talking.beta.statuses() == {Status.WAITING: 3}


async def test_a_rollback_says_nothing_and_leaves_no_gap(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 1))
    with pytest.raises(ZeroDivisionError):
        async with talking.alpha.begin() as tx:
            tx.publish(Moved(thing_id=thing, step=99), tenant="LA-150203")
            raise ZeroDivisionError
    await talking.alpha.say(Moved(thing_id=thing, step=2))
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None), (2, None)]
    async with talking.alpha.database.begin() as connection:
        assert await torn_streams(connection) == []


async def test_duplicates_are_absorbed(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 3))
    await talking.settle()
    everything = await bodies(talking)
    await talking.beta.inbox.ingest([*everything, *everything])
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(1, None), (2, None), (3, None)]
    assert talking.beta.meters.duplicates._value.get() == 6


async def test_shuffled_delivery_has_the_same_end(talking: Pair) -> None:
    things = [uuid4() for _ in range(6)]
    await talking.alpha.say(*[fact for thing in things for fact in steps(thing, 5)])
    deliveries = await bodies(talking) * 2
    random.Random(7).shuffle(deliveries)
    while deliveries:
        await talking.beta.inbox.ingest(deliveries[:7])
        await talking.beta.effects.round()
        deliveries = deliveries[7:]
    await talking.settle()
    for thing in things:
        assert await talking.beta.notes(thing) == [(n, None) for n in (1, 2, 3, 4, 5)]


async def test_a_gap_holds_its_stream_and_no_other(talking: Pair) -> None:
    torn, whole = sorted([uuid4(), uuid4()], key=str)
    await talking.alpha.say(*steps(torn, 3), *steps(whole, 2))
    first, second, third, *others = await bodies(talking)
    await talking.beta.inbox.ingest([first, third, *others])
    await talking.beta.work()
    assert await talking.beta.notes(torn) == [(1, None)]
    assert await talking.beta.notes(whole) == [(1, None), (2, None)]
    async with talking.beta.database.begin() as connection:
        (missing,) = await gaps(connection)
    assert (missing.first, missing.last) == (2, 2)
    await talking.beta.inbox.ingest([second])
    await talking.beta.work()
    assert await talking.beta.notes(torn) == [(1, None), (2, None), (3, None)]


async def test_a_message_that_nobody_can_receive_is_not_taken_for_sent(unheard: Pair) -> None:
    await unheard.alpha.say(*steps(uuid4(), 1))
    assert await unheard.alpha.relay.round() == 0
    (row,) = await unheard.alpha.rows(select(outbox_stream))
    assert (row.sent_seq, row.attempts, row.last_error) == (0, 1, "returned")


async def test_a_type_without_a_reader_is_stored_and_passed_over(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(
        Moved(thing_id=thing, step=1),
        Ignored(thing_id=thing, step=2),
        Moved(thing_id=thing, step=3),
    )
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None), (3, None)]
    assert await talking.beta.statuses() == {Status.DONE: 2, Status.SKIPPED: 1}


async def test_the_same_id_with_other_bytes_is_a_security_event(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 1))
    await talking.settle()
    (body,) = await bodies(talking)
    forged = json.loads(body)
    forged["data"]["step"] = 1000
    await talking.beta.inbox.ingest([json.dumps(forged).encode()])
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(1, None)]
    (aside,) = await talking.beta.rows(select(inbox).where(inbox.c.source == NOWHERE))
    assert aside.status == Status.QUARANTINED
    assert talking.beta.meters.mismatches._value.get() == 1


async def test_another_message_on_a_taken_place_is_a_security_event(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 1))
    await talking.settle()
    (body,) = await bodies(talking)
    restored = json.loads(body) | {"id": str(uuid4())}
    await talking.beta.inbox.ingest([json.dumps(restored).encode()])
    assert talking.beta.meters.mismatches._value.get() == 1
    assert await talking.beta.statuses() == {Status.DONE: 1, Status.QUARANTINED: 1}


async def test_bytes_that_are_no_envelope_are_quarantined_and_harm_nothing(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 1))
    await talking.beta.inbox.ingest([b"\xff\x00", *await bodies(talking), b"{}", b"\xff\x00"])
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(1, None)]
    assert await talking.beta.statuses() == {Status.DONE: 1, Status.QUARANTINED: 2}


async def test_a_crash_before_the_confirm_is_marked_sends_again_and_doubles_nothing(
    talking: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    thing = uuid4()
    await talking.alpha.say(*steps(thing, 2))

    async def crash(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(talking.alpha.relay, "_mark", crash)
        with pytest.raises(ConnectionError):
            await talking.alpha.relay.round()
    assert await cursor(talking) == (0, 2)
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None), (2, None)]


async def test_a_task_is_performed_once(talking: Pair) -> None:
    thing = uuid4()
    async with talking.beta.begin() as tx:
        tx.enqueue("note_later", {"thing_id": thing, "step": 5}, tenant="", stream=f"thing/{thing}")
    await talking.beta.work()
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(5, None)]


async def test_a_task_of_a_rolled_back_transaction_never_runs(talking: Pair) -> None:
    with pytest.raises(ZeroDivisionError):
        async with talking.beta.begin() as tx:
            tx.enqueue("note_later", {"thing_id": uuid4(), "step": 5}, tenant="", stream="thing/1")
            raise ZeroDivisionError
    await talking.beta.work()
    assert await talking.beta.notes() == []


async def test_a_task_that_fails_for_good_is_set_aside(talking: Pair) -> None:
    def refuse(_: StepSeen) -> None:
        raise ValueError

    async with talking.beta.begin() as tx:
        tx.enqueue("note_later", {"thing_id": "no id", "step": 5}, tenant="", stream="thing/1")
    talking.beta.refuse = refuse
    await talking.beta.work()
    assert await talking.beta.statuses() == {Status.QUARANTINED: 1}


async def test_independent_types_share_a_stream_with_ordered_ones(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(Moved(thing_id=thing, step=1), Noticed(thing_id=thing, step=2))
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None), (2, None)]


async def test_an_unroutable_stream_parks_in_the_end_and_goes_on_by_command(unheard: Pair) -> None:
    thing = uuid4()
    await unheard.alpha.say(Moved(thing_id=thing, step=1))
    for _ in range(RETURNED_PARK):
        await unheard.alpha.relay.round()
        async with unheard.alpha.database.begin() as connection:
            await connection.execute(update(outbox_stream).values(due_at=moment(-1.0)))
    (row,) = await unheard.alpha.rows(select(outbox_stream))
    assert (row.attempts, row.parked_at is not None) == (RETURNED_PARK, True)
    async with unheard.alpha.begin() as tx:
        assert await mending.unpark(tx, stream=f"thing/{thing}", skip=False) == 1


async def test_a_stream_is_sent_again_for_a_consumer_that_lost_it(talking: Pair) -> None:
    thing = uuid4()
    await talking.alpha.say(*[Moved(thing_id=thing, step=n) for n in (1, 2, 3)])
    await talking.settle()
    async with talking.beta.database.begin() as connection:
        for table in (inbox, inbox_stream, noted):
            await connection.execute(table.delete())
    async with talking.alpha.begin() as tx:
        assert await mending.resend(tx, prefix="thing/", first=1) == 1
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None), (2, None), (3, None)]
