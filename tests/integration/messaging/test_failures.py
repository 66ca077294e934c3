"""What becomes of messages that fail: retried, parked, set aside, and set going again by a person."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from shared.db.sql import moment
from shared.db.tables import inbox, inbox_stream
from shared.kernel.refusals import Conflict
from shared.messaging import mending
from shared.messaging.hands import DIED
from shared.messaging.inbox import Status
from tests.support.peers import Moved, Noticed, Pair, StepSeen, noted


@pytest.fixture
def wire() -> str:
    """What follows happens behind the inbox, where no wire matters."""
    return "in_process"


class ThingStuck(Conflict):
    """A rule of beta says no."""


def refusing(*steps: int, error: Exception | None = None) -> Callable[[StepSeen], None]:
    """Refuses these steps, for good unless another error is given."""

    def refuse(seen: StepSeen) -> None:
        if seen.step in steps:
            raise error or ThingStuck()

    return refuse


def willing(_: StepSeen) -> None:
    return None


async def stuck(two: Pair) -> list[mending.Stuck]:
    async with two.beta.database.begin(write=False) as connection:
        return await mending.stuck(connection)


async def due_now(two: Pair) -> None:
    """Time passes: whatever backs off is due, and marks of the dead are old."""
    async with two.beta.database.begin() as connection:
        await connection.execute(update(inbox_stream).values(due_at=moment(-1.0)))


async def test_an_ordered_type_that_fails_for_good_parks_its_stream_only(talking: Pair) -> None:
    bad, good = uuid4(), uuid4()
    talking.beta.refuse = refusing(2)
    await talking.alpha.say(*[Moved(thing_id=bad, step=n) for n in (1, 2, 3)])
    await talking.alpha.say(*[Moved(thing_id=good, step=n) for n in (1, 3)])
    await talking.settle()
    assert await talking.beta.notes(bad) == [(1, None)]
    assert await talking.beta.notes(good) == [(1, None), (3, None)]
    (waiting,) = await stuck(talking)
    assert (waiting.where, waiting.stream) == ("parked inbox", f"thing/{bad}")
    assert "thing_stuck" in str(waiting.error)


async def test_a_parked_stream_goes_on_when_a_person_says_so(talking: Pair) -> None:
    thing = uuid4()
    talking.beta.refuse = refusing(1)
    await talking.alpha.say(*[Moved(thing_id=thing, step=n) for n in (1, 2)])
    await talking.settle()
    talking.beta.refuse = willing
    async with talking.beta.begin() as tx:
        assert await mending.unpark(tx, stream=f"thing/{thing}", skip=False) == 1
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(1, None), (2, None)]
    assert await stuck(talking) == []


async def test_a_parked_stream_may_go_on_without_the_message_and_take_it_later(
    talking: Pair,
) -> None:
    thing = uuid4()
    talking.beta.refuse = refusing(1)
    await talking.alpha.say(*[Moved(thing_id=thing, step=n) for n in (1, 2)])
    await talking.settle()
    async with talking.beta.begin() as tx:
        await mending.unpark(tx, stream=f"thing/{thing}", skip=True)
    await talking.beta.work()
    assert await talking.beta.notes(thing) == [(2, None)]
    (aside,) = await stuck(talking)
    talking.beta.refuse = willing
    async with talking.beta.begin() as tx:
        assert await again(tx, UUID(aside.message_id)) == 1
    await talking.beta.work()
    assert await talking.beta.notes() == [(2, None), (1, None)]


async def again(tx: object, message_id: UUID) -> int:
    return await mending.retry(
        tx,  # type: ignore[arg-type]
        message_id=message_id,
        message_type=None,
        status=Status.QUARANTINED,
    )


async def test_an_independent_type_steps_aside_is_listed_and_retried(talking: Pair) -> None:
    thing = uuid4()
    talking.beta.refuse = refusing(1)
    await talking.alpha.say(*[Noticed(thing_id=thing, step=n) for n in (1, 2)])
    await talking.settle()
    assert await talking.beta.notes(thing) == [(2, None)]
    (aside,) = await stuck(talking)
    assert (aside.where, aside.type) == ("quarantined", "alpha.thing.noticed.v1")
    talking.beta.refuse = willing
    async with talking.beta.begin() as tx:
        assert await again(tx, UUID(aside.message_id)) == 1
    await talking.beta.work()
    assert await talking.beta.notes() == [(2, None), (1, None)]
    assert await stuck(talking) == []


async def test_types_passed_over_feed_a_reader_that_comes_later(talking: Pair) -> None:
    thing = uuid4()
    ears = talking.beta.subscriptions
    reading = ears._readings.pop("alpha.thing.noticed.v1")
    await talking.alpha.say(*[Noticed(thing_id=thing, step=n) for n in (1, 2)])
    await talking.settle()
    assert await talking.beta.statuses() == {Status.SKIPPED: 2}
    ears._readings["alpha.thing.noticed.v1"] = reading
    async with talking.beta.begin() as tx:
        assert 2 == await mending.retry(
            tx, message_id=None, message_type="alpha.thing.noticed.v1", status=Status.SKIPPED
        )
    await talking.beta.work()
    assert sorted(await talking.beta.notes()) == [(1, None), (2, None)]


async def test_an_unknown_error_is_retried_on_schedule_and_blocks_no_other(talking: Pair) -> None:
    slow, fast = uuid4(), uuid4()
    talking.beta.refuse = refusing(1, error=RuntimeError("名字"))
    await talking.alpha.say(Moved(thing_id=slow, step=1), Moved(thing_id=fast, step=2))
    await talking.settle()
    assert await talking.beta.notes() == [(2, None)]
    stream = await talking.beta.stream(slow)
    assert (stream.attempts, stream.parked_at, stream.in_hand_by) == (1, None, None)
    assert stream.due_at > (await talking.beta.stream(fast)).due_at
    assert stream.last_error.startswith("RuntimeError at ")
    talking.beta.refuse = willing
    await due_now(talking)
    await talking.beta.work()
    assert await talking.beta.notes(slow) == [(1, None)]


async def test_retries_end_and_then_the_stream_parks(talking: Pair) -> None:
    thing = uuid4()
    talking.beta.refuse = refusing(1, error=RuntimeError())
    await talking.alpha.say(Moved(thing_id=thing, step=1))
    await talking.settle()
    for _ in range(10):
        await due_now(talking)
        await talking.beta.work()
    stream = await talking.beta.stream(thing)
    assert (stream.attempts, stream.parked_at is not None) == (11, True)


async def test_a_handlers_own_integrity_error_is_not_taken_for_a_duplicate(talking: Pair) -> None:
    first, second = uuid4(), uuid4()
    await talking.alpha.say(
        Moved(thing_id=first, step=1, word="same"), Moved(thing_id=second, step=1, word="same")
    )
    await talking.settle()
    assert len(await talking.beta.notes()) == 1
    assert await talking.beta.statuses() == {Status.DONE: 1, Status.WAITING: 1}
    (row,) = await talking.beta.rows(select(inbox).where(inbox.c.status == Status.WAITING))
    assert "IntegrityError" in row.last_error


async def test_one_failure_in_a_batch_undoes_only_its_own_work(talking: Pair) -> None:
    things = [uuid4() for _ in range(20)]
    talking.beta.refuse = refusing(7)
    await talking.alpha.say(
        *[Moved(thing_id=thing, step=n) for n, thing in enumerate(things, start=1)]
    )
    await talking.sent()
    assert await talking.beta.effects.round() >= 20
    assert len(await talking.beta.notes()) == 19


async def test_what_a_failed_handler_wanted_to_say_is_not_said(talking: Pair) -> None:
    """Its task and its fact go with its savepoint; those of the others stay."""
    things = [uuid4(), uuid4()]
    seen = talking.beta.subscriptions._readings["alpha.thing.moved.v1"]

    async def handler(tx, step) -> None:  # type: ignore[no-untyped-def]
        tx.enqueue("note_later", {"thing_id": step.thing_id, "step": 9}, tenant="", stream="thing")
        await seen.handler(tx, step)

    talking.beta.subscriptions._readings["alpha.thing.moved.v1"] = type(seen)(
        seen.reader, handler, ordered=True
    )
    talking.beta.refuse = refusing(1)
    await talking.alpha.say(*[Moved(thing_id=t, step=n) for n, t in enumerate(things, start=1)])
    await talking.settle()
    assert await talking.beta.notes(things[0]) == []
    assert await talking.beta.notes(things[1]) == [(2, None), (9, None)]


async def test_a_failed_commit_is_pinned_on_its_own_stream(
    talking: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = uuid4(), uuid4()

    async def stop_the_commit(tx) -> None:  # type: ignore[no-untyped-def]
        if (await tx.execute(select(noted).where(noted.c.step == 1))).first():
            raise RuntimeError

    monkeypatch.setattr(talking.beta.transactions, "_before_commit", (stop_the_commit,))
    await talking.alpha.say(Moved(thing_id=bad, step=1), Moved(thing_id=good, step=2))
    await talking.settle()
    assert await talking.beta.notes() == [(2, None)]
    assert (await talking.beta.stream(bad)).attempts == 1


async def test_a_transient_failure_is_tried_again_in_place_and_not_counted(talking: Pair) -> None:
    thing = uuid4()
    tries = []

    def busy_twice(_: StepSeen) -> None:
        tries.append(1)
        if len(tries) <= 2:
            error = OperationalError("", {}, Exception())
            error.connection_invalidated = True
            raise error

    talking.beta.refuse = busy_twice
    await talking.alpha.say(Moved(thing_id=thing, step=1))
    await talking.settle()
    assert await talking.beta.notes(thing) == [(1, None)]
    assert (await talking.beta.stream(thing)).attempts == 0


async def test_a_message_that_kills_its_process_is_found_out_at_the_third_death(
    talking: Pair,
) -> None:
    thing = uuid4()
    await talking.alpha.say(Moved(thing_id=thing, step=1))
    await talking.sent()
    for boot in ("first", "second", "third"):
        doomed = talking.beta.effects_of(boot)._hands
        async with talking.beta.database.begin() as connection:
            assert len(await doomed.claim(connection) or await doomed.claim_suspect(connection))
        await due_now(talking)
    await talking.beta.work()
    assert await talking.beta.notes(thing) == []
    (waiting,) = await stuck(talking)
    assert (waiting.where, waiting.error) == ("parked inbox", DIED)


async def test_those_who_were_in_hand_with_the_killer_are_not_blamed(talking: Pair) -> None:
    things = [uuid4() for _ in range(5)]
    await talking.alpha.say(*[Moved(thing_id=thing, step=1) for thing in things])
    await talking.sent()
    doomed = talking.beta.effects_of("doomed")._hands
    async with talking.beta.database.begin() as connection:
        assert len(await doomed.claim(connection)) == 5
    await due_now(talking)
    await talking.beta.work()
    assert len(await talking.beta.notes()) == 5
    assert await stuck(talking) == []
