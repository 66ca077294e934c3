"""Messaging: what a service repeats beside its inbox - calls to the outside, between two short transactions.

A task runs inside its transaction, so it never calls anybody. A round claims effect rows in one
transaction, makes the calls in none, and keeps what became of each in another.
"""

import asyncio
from collections.abc import Awaitable, Callable

LOOK_SECONDS = 1.0

Round = Callable[[], Awaitable[int]]


async def repeat(round_: Round, stopping: asyncio.Event) -> None:
    """Run the round until ``stopping``; again at once while it finds something to do."""
    while not stopping.is_set():
        if await round_():
            continue
        try:
            await asyncio.wait_for(stopping.wait(), LOOK_SECONDS)
        except TimeoutError:
            continue
