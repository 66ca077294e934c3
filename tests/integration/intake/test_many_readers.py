"""More people open files at once than there are connections: each read is noted, nobody waits in vain."""

import asyncio

from sqlalchemy import select

from shared.db.engine import POOL_CONNECTIONS, SQLITE_READERS
from shared.db.tables import audit_entry
from tests.support.intake_bodies import elder_application
from tests.support.intake_house import IntakeHouse

READERS = 2 * max(POOL_CONNECTIONS, SQLITE_READERS)
SECONDS_MAX = 20.0  # a connection that never comes is given up only after thirty


async def test_more_readers_than_connections_all_get_their_answer(house: IntakeHouse) -> None:
    application = await house.post("clerk", "/applications", elder_application())
    address = f"/applications/{application['id']}"
    async with asyncio.timeout(SECONDS_MAX):
        answers = await asyncio.gather(*(house.get("clerk", address) for _ in range(READERS)))
    assert {answer["id"] for answer in answers} == {application["id"]}
    noted = await house.rows(select(audit_entry).where(audit_entry.c.act == "file.read"))
    assert len(noted) == READERS
