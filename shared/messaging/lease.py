"""Messaging: one holder per service for work that must not run twice at once. On database time."""

import time
from typing import Any

from shared.db.engine import Database
from shared.db.sql import insert_into, moment
from shared.db.tables import job_lease

LEASE_SECONDS = 15.0
SAFETY_SECONDS = 3.0
RENEW_SECONDS = 5.0


class Lease:
    """A row in ``job_lease``, taken when free or run out, renewed while in use.

    The holder trusts it for less time than the database does, so a slow holder stops first. An
    SQLite file has one process (it holds a file lock), so there a new holder need not wait.
    """

    def __init__(self, database: Database, name: str, owner: str) -> None:
        self._database, self._name, self._owner = database, name, owner
        self._held_until = float("-inf")
        self._renew_at = float("-inf")

    @property
    def held(self) -> bool:
        return time.monotonic() < self._held_until

    async def hold(self) -> bool:
        """Take or renew; cheap to call before every round. False: somebody else has it."""
        started = time.monotonic()
        if self.held and started < self._renew_at:
            return True
        if not await self._take():
            self._held_until = float("-inf")
            return False
        self._held_until = started + LEASE_SECONDS - SAFETY_SECONDS
        self._renew_at = started + RENEW_SECONDS
        return True

    async def release(self) -> None:
        """Let the next one begin at once."""
        if not self.held:
            return
        self._held_until = float("-inf")
        async with self._database.begin() as connection:
            await connection.execute(
                job_lease.update()
                .where(job_lease.c.name == self._name, job_lease.c.owner == self._owner)
                .values(until=moment())
            )

    async def _take(self) -> bool:
        statement = insert_into(job_lease, self._database.dialect).values(
            name=self._name, owner=self._owner, until=moment(LEASE_SECONDS)
        )
        mine_or_free: Any = (job_lease.c.owner == self._owner) | (job_lease.c.until < moment())
        statement = statement.on_conflict_do_update(
            index_elements=[job_lease.c.name],
            set_={"owner": statement.excluded.owner, "until": statement.excluded.until},
            where=None if self._database.dialect == "sqlite" else mine_or_free,
        ).returning(job_lease.c.owner)
        async with self._database.begin() as connection:
            return (await connection.execute(statement)).first() is not None
