"""Support: alpha and beta with their workers in a process of their own, which may be told where to die.

    python -m tests.support.doomed PLAN.json

Plan: wire, alpha, beta (names), alpha_url, beta_url, broker_url, die_at (a point of POINTS or null).
Without a point it works until everything has taken effect, and stops as it should.
"""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from prometheus_client import CollectorRegistry

from shared.db.engine import Database
from shared.messaging import lease
from shared.messaging.amqp import AmqpWire
from shared.messaging.effects import Effects
from shared.messaging.hands import Hands
from shared.messaging.in_process import House
from shared.messaging.inbox import Inbox, Status
from shared.messaging.meters import Meters
from shared.messaging.relay import Relay
from shared.messaging.subscriptions import Subscriptions
from shared.messaging.tasks import Tasks
from shared.messaging.topology import Topology
from shared.messaging.wire import Wire
from shared.messaging.worker import Worker
from tests.support.peers import Pair, Peer, listening, until

SHORT_LEASE_SECONDS = 4.0

# Which call, before or after it, and at which of its turns.
POINTS: dict[str, tuple[type, str, str, int]] = {
    "claimed to send": (Relay, "_send", "before", 9),
    "confirmed, not marked": (Relay, "_mark", "before", 1),
    "marked as sent": (Relay, "_mark", "after", 1),
    "storing": (Inbox, "_make_ready", "after", 1),
    "stored, not acked": (Inbox, "ingest", "after", 1),
    "taken in hand": (Effects, "_apply", "before", 2),
    "handled, not concluded": (Hands, "conclude", "before", 2),
    "concluded, not committed": (Hands, "conclude", "after", 2),
    "effect committed": (Effects, "_apply", "after", 2),
}


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def arm(point: str) -> None:
    owner, name, when, turn = POINTS[point]
    original: Callable[..., Any] = getattr(owner, name)
    passed = []

    async def doomed(*words: Any, **named: Any) -> Any:
        passed.append(1)
        if when == "before" and len(passed) == turn:
            die()
        answer = await original(*words, **named)
        if when == "after" and len(passed) == turn:
            die()
        return answer

    setattr(owner, name, doomed)


def peers_of(plan: dict[str, Any]) -> Pair:
    wires = _wires(plan)
    ears = listening(lambda: lambda seen: None)
    return Pair(
        Peer(plan["alpha"], Database(plan["alpha_url"]), wires[0], Subscriptions(), Tasks()),
        Peer(plan["beta"], Database(plan["beta_url"]), wires[1], ears, Tasks()),
    )


def _wires(plan: dict[str, Any]) -> tuple[Callable[[], Wire], Callable[[], Wire]]:
    heard = frozenset({plan["alpha"]})
    if plan["wire"] == "in_process":
        house = House()
        house.wire(plan["beta"], heard)
        return (
            lambda: house.wire(plan["alpha"], frozenset()),
            lambda: house.wire(plan["beta"], heard),
        )
    url = plan["broker_url"]
    meters = Meters(CollectorRegistry())
    return (
        lambda: AmqpWire(Topology(plan["alpha"], frozenset()), url, meters),
        lambda: AmqpWire(Topology(plan["beta"], heard), url, meters),
    )


def worker_of(peer: Peer) -> Worker:
    return Worker(
        transactions=peer.transactions,
        outbox=peer.outbox,
        task_queue=peer.task_queue,
        subscriptions=peer.subscriptions,
        tasks=peer.tasks,
        timers=(),
        rounds={},
        wire=peer.wire,
        meters=peer.meters,
    )


async def main(plan: dict[str, Any]) -> None:
    lease.LEASE_SECONDS = SHORT_LEASE_SECONDS
    two = peers_of(plan)
    workers = worker_of(two.alpha), worker_of(two.beta)
    for worker in workers:
        await worker.start()

    async def all_done() -> bool:
        waiting = (await two.beta.statuses()).get(Status.WAITING, 0)
        return await two.stored() and not waiting

    await until(all_done, seconds=60)
    for worker in workers:
        await worker.stop()
    for peer in (two.alpha, two.beta):
        await peer.database.dispose()


if __name__ == "__main__":
    told = json.loads(Path(sys.argv[1]).read_text())
    if told["die_at"]:
        arm(told["die_at"])
    asyncio.run(main(told))
