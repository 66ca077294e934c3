"""A round is repeated while it finds something to do, and stops when the worker stops."""

import asyncio

from shared.messaging.rounds import repeat


async def test_a_round_is_repeated_until_it_finds_nothing_and_ends_with_the_worker() -> None:
    stopping, left = asyncio.Event(), [2, 1, 0]

    async def round_() -> int:
        found = left.pop(0) if left else 0
        if not left:
            stopping.set()
        return found

    async with asyncio.timeout(1):
        await repeat(round_, stopping)
    assert left == []
