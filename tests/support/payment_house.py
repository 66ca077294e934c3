"""Support: the payment service on a fresh database, its people, and the events of its neighbors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import KeySet
from sqlalchemy import select

from services.payment.config import PaymentSettings
from services.payment.service import service
from services.payment.store.ledger_tables import account
from services.payment.subscriptions import subscriptions
from services.payment.tasks import tasks
from shared.db.tables import inbox, outbox
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.messaging.envelope import Message, unseal
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.support.elsewhere import message_from_elsewhere
from tests.support.servers import FreshDatabase
from tests.support.set_clock import SetClock
from tests.support.tokens import KEY, SETTINGS, bearer

SEEDS = Path(__file__).parents[2] / "deploy" / "baotou"
BASE = "/payment/v1"
AGENCY = "LA-150203"
MORNING = datetime(2026, 3, 16, 2, 0, tzinfo=UTC)

PEOPLE: dict[str, dict[str, Any]] = {
    "preparer": {"org_id": AGENCY, "roles": ["finance_preparer"]},
    "reviewer": {"org_id": AGENCY, "roles": ["finance_reviewer"]},
    "approver": {"org_id": AGENCY, "roles": ["finance_approver"]},
    "approver-2": {"org_id": AGENCY, "roles": ["finance_approver"]},
    "cashier": {"org_id": AGENCY, "roles": ["cashier"]},
    "everything": {
        "org_id": AGENCY,
        "roles": ["finance_preparer", "finance_reviewer", "finance_approver", "cashier"],
    },
    "checker": {
        "org_id": AGENCY,
        "roles": ["finance_reviewer", "finance_approver", "cashier"],
    },
    "both": {
        "org_id": AGENCY,
        "roles": ["finance_preparer"],
        "person_id": "person-reviewer",
    },
    # The preparer's second account: another subject, the same person.
    "second-account": {
        "org_id": AGENCY,
        "roles": ["finance_reviewer", "finance_approver", "cashier"],
        "person_id": "person-preparer",
    },
    "stranger": {
        "org_id": "LA-150204",
        "roles": ["finance_preparer", "finance_reviewer", "finance_approver", "cashier"],
    },
    "auditor": {"org_id": "JA-150200", "roles": ["auditor"]},
    "lawyer-zhao": {"org_id": "LF-DEMO-01", "roles": ["provider"]},
    "lawyer-qian": {"org_id": "LF-DEMO-01", "roles": ["provider"]},
}


@dataclass
class PaymentHouse:
    """Requests as a person, events as if heard, tasks as the worker would perform them."""

    running: Running
    clock: SetClock
    client: httpx.AsyncClient
    sequences: dict[str, int] = field(default_factory=dict)

    async def get(self, person: str, path: str, *, status: int = 200) -> Any:
        response = await self.ask("GET", person, path)
        assert response.status_code == status, (response.status_code, response.text)
        return response.json()

    async def post(
        self,
        person: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        status: int = 200,
    ) -> Any:
        """The answer's JSON; asserts the status. ``version`` becomes If-Match."""
        response = await self.ask("POST", person, path, body, version=version)
        assert response.status_code == status, (response.status_code, response.text)
        return response.json()

    async def ask(
        self,
        method: str,
        person: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
    ) -> httpx.Response:
        claims = {"sub": person, "person_id": f"person-{person}", **PEOPLE[person]}
        headers = {"authorization": bearer(**claims), "idempotency-key": uuid4().hex}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self.client.request(method, BASE + path, json=body, headers=headers)

    async def hear(self, event_type: str, stream: str, data: dict[str, Any]) -> None:
        """Apply an event of another service in a worker's transaction."""
        self.sequences[stream] = self.sequences.get(stream, 0) + 1
        tenant = str(data.get("agency_org_id", "city"))
        message = message_from_elsewhere(
            event_type,
            stream,
            data,
            tenant=tenant,
            time=self.clock.now(),
            sequence=self.sequences[stream],
        )
        async with self.running.transactions.begin(
            actor=system("payment"), scope=Scope(orgs=frozenset({tenant}))
        ) as tx:
            tx.handle(message)
            await subscriptions.deal(tx, message)

    async def perform_tasks(self) -> None:
        """Perform what waits, and what that enqueues, each in its own transaction and scope."""
        done: set[UUID] = set()
        while True:
            rows = await self.rows(
                select(inbox).where(inbox.c.consumer == "tasks").order_by(inbox.c.message_id)
            )
            fresh = [row for row in rows if row.message_id not in done]
            if not fresh:
                break
            for row in fresh:
                done.add(row.message_id)
                await self._perform(unseal(row.body), row.tenant)
        await self._forget_tasks()

    async def verify(self) -> None:
        """The timer's task."""
        async with self.running.transactions.begin(actor=system("payment"), scope=Scope()) as tx:
            tx.enqueue("verify_ledgers", {}, tenant="city", stream="timer/verify")
        await self.perform_tasks()

    async def rows(self, statement: Any) -> list[Any]:
        """Look at the database behind the edge."""
        async with self.running.transactions.begin(
            actor=system("payment"), scope=Scope(everything=True), write=False
        ) as tx:
            return list((await tx.execute(statement)).all())

    async def said(self, event_type: str) -> list[dict[str, Any]]:
        """The data of every fact of a type that was published, oldest first."""
        rows = await self.rows(select(outbox).where(outbox.c.type == event_type))
        return [unseal(row.body).data for row in sorted(rows, key=lambda row: str(row.id))]

    async def balances(self) -> dict[str, int]:
        """Fen by account kind, over all budget lines; the whole always adds up to zero."""
        found: dict[str, int] = {}
        for row in await self.rows(select(account)):
            fen = row.debits_fen - row.credits_fen
            found[row.kind] = found.get(row.kind, 0) + fen
        assert sum(found.values()) == 0
        return {kind: fen for kind, fen in found.items() if fen}

    async def _perform(self, message: Message, tenant: str) -> None:
        async with self.running.transactions.begin(
            actor=system("payment"), scope=Scope(orgs=frozenset({tenant}))
        ) as tx:
            tx.handle(message)
            await tasks.deal(tx, message)

    async def _forget_tasks(self) -> None:
        async with self.running.transactions.begin(
            actor=system("payment"), scope=Scope(everything=True)
        ) as tx:
            await tx.execute(inbox.delete().where(inbox.c.consumer == "tasks"))


@asynccontextmanager
async def payment_house(
    database: FreshDatabase, moment: datetime = MORNING
) -> AsyncIterator[PaymentHouse]:
    """Seed the ranges, and open the application on a migrated database."""
    settings = PaymentSettings(
        database_url=database.url,
        owner_database_url=database.owner_url,
        issuer=SETTINGS,
        seed_folder=SEEDS,
    )
    clock = SetClock(moment)
    await prepare(service, settings, clock=clock)
    running = Running(service, settings, clock=clock, keys=FixedKeys(KeySet([KEY])))
    transport = httpx.ASGITransport(app=running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield PaymentHouse(running, clock, client)
    await running.close()
