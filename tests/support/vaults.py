"""Support: a bare service's transactions on a fresh SQLite file, with vault and audit at work."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from shared.db.engine import Database
from shared.db.tables import chassis
from shared.db.transaction import Scope, TransactionFactory
from shared.kernel.actor import Actor
from shared.kernel.clock import SystemClock
from shared.security.audit import write_acts
from shared.security.settings import VaultSettings
from shared.security.vault import Vault

CLERK = Actor(
    subject="acc-1", person_id="person-1", org_id="LA-150203", roles=frozenset({"intake_clerk"})
)
NOTHING = Scope()


def fresh_vault(settings: VaultSettings | None = None) -> Vault:
    return Vault(settings or VaultSettings(), production=False)


@asynccontextmanager
async def bare_service(
    folder: Path, vault: Vault | None = None
) -> AsyncIterator[TransactionFactory]:
    """A service with nothing but the chassis tables."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'bare.db'}")
    async with database.begin() as connection:
        await connection.run_sync(chassis.create_all)
    yield TransactionFactory(
        database, "bare", SystemClock(), vault or fresh_vault(), before_commit=(write_acts,)
    )
    await database.dispose()
