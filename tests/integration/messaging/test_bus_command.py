"""The ``bus`` command: what an operator sees, and what it sets going. On both databases."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from shared.db.engine import Database
from shared.db.tables import audit_entry, inbox, inbox_stream
from shared.db.transaction import TransactionFactory
from shared.kernel.clock import SystemClock
from shared.kernel.refusals import Conflict
from shared.messaging.bus import bus_commands
from shared.security.audit import write_acts
from tests.support.peers import Moved, Noticed, Pair, StepSeen
from tests.support.vaults import fresh_vault


class ThingStuck(Conflict):
    """A rule of beta says no."""


def refuse(_: StepSeen) -> None:
    raise ThingStuck


@pytest.fixture
def wire() -> str:
    return "in_process"


async def bus(two: Pair, *words: str) -> Result:
    """In a thread: the command has an event loop and a database connection of its own."""

    def transactions() -> TransactionFactory:
        database = Database(two.beta.database.url)
        return TransactionFactory(
            database, two.beta.name, SystemClock(), fresh_vault(), before_commit=(write_acts,)
        )

    commands = bus_commands(transactions, two.beta.name)
    return await asyncio.to_thread(CliRunner().invoke, commands, list(words))


async def failed(two: Pair, kind: type[Moved] | type[Noticed]) -> str:
    """One message that beta refused; its stream."""
    thing = uuid4()
    two.beta.refuse = refuse
    await two.alpha.say(kind(thing_id=thing, step=1))
    await two.settle()
    two.beta.refuse = lambda _: None
    return f"thing/{thing}"


async def test_status_of_a_quiet_service_is_all_zero(talking: Pair) -> None:
    result = await bus(talking, "status")
    assert result.exit_code == 0
    assert "quarantined" in result.output


async def test_a_quarantined_message_is_counted_listed_shown_and_retried(talking: Pair) -> None:
    await failed(talking, Noticed)
    assert (await bus(talking, "status")).exit_code == 1
    listed = await bus(talking, "list")
    assert "alpha.thing.noticed.v1" in listed.output
    assert "thing_stuck" in listed.output
    message_id = next(
        word for word in listed.output.split() if word.count("-") == 4 and "/" not in word
    )
    shown = await bus(talking, "show", message_id)
    assert '"specversion": "1.0"' in shown.output
    assert (await bus(talking, "retry", message_id, "--reason", "rule mended")).exit_code == 0
    await talking.beta.work()
    assert await talking.beta.notes() == [(1, None)]
    assert (await bus(talking, "status")).exit_code == 0


async def test_a_parked_stream_is_unparked_and_the_reason_is_on_the_audit_chain(
    talking: Pair,
) -> None:
    stream = await failed(talking, Moved)
    assert (await bus(talking, "unpark", stream, "--reason", "rule mended")).exit_code == 0
    await talking.beta.work()
    assert await talking.beta.notes() == [(1, None)]
    acts = await talking.beta.rows(select(audit_entry.c.act, audit_entry.c.facts))
    assert ("bus.command", {"reason": "rule mended"}) in [tuple(act) for act in acts]


async def test_a_change_that_touches_nothing_says_so(talking: Pair) -> None:
    assert (await bus(talking, "unpark", "thing/1", "--reason", "x")).exit_code == 1
    assert (await bus(talking, "retry", str(uuid4()), "--reason", "x")).exit_code == 1
    assert (await bus(talking, "retry", "--reason", "x")).exit_code == 2
    assert (await bus(talking, "unpark", "thing/1")).exit_code == 2


async def test_verify_flow_finds_what_never_arrived(talking: Pair) -> None:
    words = ("verify-flow", "--producer", talking.alpha.name)
    compare = (*words, "--producer-url", talking.alpha.database.url)
    await talking.alpha.say(Moved(thing_id=uuid4(), step=1))
    await talking.settle()
    assert (await bus(talking, *compare)).exit_code == 0
    await lose_everything(talking)
    found = await bus(talking, *compare)
    assert found.exit_code == 1
    assert "thing/" in found.output


async def lose_everything(two: Pair) -> None:
    async with two.beta.database.begin() as connection:
        for table in (inbox, inbox_stream):
            await connection.execute(table.delete())
