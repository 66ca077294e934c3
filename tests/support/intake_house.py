"""Support: the intake service on a fresh database with Baotou's seeds, its people, and a clock."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from joserfc.jwk import KeySet
from sqlalchemy import select, update

from services.intake.config import IntakeSettings
from services.intake.service import service
from services.intake.subscriptions import subscriptions
from services.intake.tasks import tasks
from shared.db.obligation_watch import redate_overtaken, sweep
from shared.db.tables import inbox, outbox
from shared.db.transaction import Scope, Transaction
from shared.files.settings import FilesSettings
from shared.kernel.actor import system
from shared.messaging.envelope import Message, seal, unseal
from shared.messaging.inbox import Inbox, Status
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.support.elsewhere import message_from_elsewhere
from tests.support.servers import FreshDatabase
from tests.support.set_clock import SetClock
from tests.support.tokens import KEY, SETTINGS, bearer

SEEDS = Path(__file__).parents[2] / "deploy" / "baotou"
CONTRACTS = Path(__file__).parents[2] / "contracts"
BASE = "/intake/v1"
TASKS_MAX = 100

PEOPLE: dict[str, dict[str, Any]] = {
    "clerk": {"org_id": "LA-150203", "roles": ["intake_clerk"]},
    "reviewer": {"org_id": "LA-150203", "roles": ["reviewer"]},
    "head": {"org_id": "LA-150203", "roles": ["agency_head"]},
    "second-head": {"org_id": "LA-150203", "roles": ["agency_head"]},
    "city-clerk": {"org_id": "LA-150200", "roles": ["intake_clerk", "reviewer", "agency_head"]},
    "third-head": {"org_id": "LA-150202", "roles": ["intake_clerk", "reviewer", "agency_head"]},
    "station-clerk": {"org_id": "LS-150271", "roles": ["station_clerk"]},
    "elder": {"org_id": None, "roles": ["applicant"]},
    "worker-one": {"org_id": None, "roles": ["applicant"]},
    "lawyer": {"org_id": "LF-DEMO-01", "roles": ["provider"]},
    "other-lawyer": {"org_id": "LF-DEMO-02", "roles": ["provider"]},
    "procuratorate": {"org_id": "PR-150203", "roles": ["partner"]},
    "court": {"org_id": "CT-150203", "roles": ["partner"]},
    "detention": {"org_id": "DC-DEMO-A", "roles": ["partner"]},
    "other-detention": {"org_id": "DC-DEMO-B", "roles": ["partner"]},
    "judge": {"org_id": None, "roles": ["quality_reviewer"]},
    "bureau": {"org_id": "JA-150203", "roles": ["bureau_officer"]},
    "other-bureau": {"org_id": "JA-150204", "roles": ["bureau_officer"]},
    "agency-as-bureau": {"org_id": "LA-150203", "roles": ["bureau_officer"]},
    "sandbox-court": {"org_id": "CT-SANDBOX", "roles": ["partner"]},
    "sandbox-clerk": {"org_id": "LA-SANDBOX", "roles": ["intake_clerk"]},
    "integrator": {"org_id": "LA-150203", "roles": ["integration_admin"]},
    "other-agency-clerk": {"org_id": "LA-150202", "roles": ["intake_clerk", "reviewer"]},
    "union-clerk": {"org_id": "UN-150200", "roles": ["station_clerk"]},
    "women-clerk": {"org_id": "WF-150200", "roles": ["station_clerk"]},
    "contact-clerk": {"org_id": "LC-DEMO-01", "roles": ["station_clerk"]},
    "helper": {"org_id": None, "roles": ["representative"]},
    "abuser": {"org_id": None, "roles": ["representative"]},
    "coordinator": {"org_id": "LA-150203", "roles": ["duty_coordinator"]},
    "admin": {"org_id": "JA-150200", "roles": ["org_admin"]},
    "operator": {"org_id": None, "roles": ["operator"]},
}


@dataclass
class IntakeHouse:
    """Requests as a person, events as if from another service, and what was published."""

    running: Running
    clock: SetClock
    client: httpx.AsyncClient
    sequences: dict[str, int] = field(default_factory=dict)

    async def get(self, person: str, path: str, *, status: int = 200) -> Any:
        return await self.ask("GET", person, path, status=status)

    async def post(
        self,
        person: str,
        path: str,
        body: Any = None,
        *,
        status: int = 201,
        version: int | None = None,
        key: str | None = None,
    ) -> Any:
        """The answer's JSON; asserts the status. ``version`` becomes If-Match."""
        headers = {"idempotency-key": key or uuid4().hex}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self.ask("POST", person, path, body=body or {}, headers=headers, status=status)

    async def ask(
        self,
        method: str,
        person: str,
        path: str,
        *,
        body: Any = None,
        headers: dict[str, str] | None = None,
        status: int,
    ) -> Any:
        response = await self.call(method, person, path, body=body, headers=headers)
        assert response.status_code == status, (response.status_code, response.text)
        return response.json() if response.content else None

    async def call(
        self,
        method: str,
        person: str,
        path: str,
        *,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        """The bare answer, whatever its status. ``anybody`` has no token."""
        own = dict(headers or {})
        if person != "anybody":
            own["authorization"] = bearer(
                sub=person, person_id=f"person-{person}", **PEOPLE[person]
            )
        return await self.client.request(method, BASE + path, json=body, headers=own)

    async def as_person(
        self, person_id: str, account: str, path: str, body: Any, *, version: int, status: int
    ) -> Any:
        """Post through ``account`` as another person: one human with two accounts."""
        token = bearer(sub=account, person_id=person_id, **PEOPLE[account])
        headers = {"idempotency-key": uuid4().hex, "if-match": f'"{version}"'}
        response = await self.client.post(
            BASE + path, json=body, headers={**headers, "authorization": token}
        )
        assert response.status_code == status, (response.status_code, response.text)
        return response.json()

    async def hear(self, event_type: str, stream: str, data: dict[str, Any]) -> Message:
        """Apply an event of another service about LA-150203, in a worker's transaction.

        Facts that ``data`` leaves out are those of the published example.
        """
        self.sequences[stream] = self.sequences.get(stream, 0) + 1
        message = message_from_elsewhere(
            event_type,
            stream,
            _example(event_type) | data,
            tenant="LA-150203",
            time=self.clock.now(),
            sequence=self.sequences[stream],
        )
        await self.deal(message)
        return message

    async def deal(self, message: Message) -> None:
        """What the worker does with one message."""
        async with self.running.transactions.begin(
            actor=system("intake"), scope=Scope(orgs=frozenset({message.tenant}))
        ) as tx:
            tx.handle(message)
            await subscriptions.deal(tx, message)

    async def sweep(self) -> None:
        """What the timer does: announce clocks that are near or past their end."""
        async with self.as_service() as tx:
            await redate_overtaken(tx)
            await sweep(tx)

    async def work_off(self, *, tasks_max: int = TASKS_MAX) -> int:
        """Perform the tasks that wait, those that they ask for included. Returns how many."""
        for done in range(tasks_max):
            waiting = select(inbox.c.body).where(
                inbox.c.consumer == "tasks", inbox.c.done_at.is_(None)
            )
            rows = await self.rows(waiting.order_by(inbox.c.received_at).limit(1))
            if not rows:
                return done
            await self._perform(unseal(rows[0].body))
        return tasks_max

    async def _perform(self, message: Message) -> None:
        async with self.running.transactions.begin(
            actor=system("intake"), scope=Scope(orgs=frozenset({message.tenant}))
        ) as tx:
            tx.handle(message)
            await tasks.deal(tx, message)
            done = update(inbox).where(inbox.c.message_id == message.id)
            await tx.execute(done.values(status="done", done_at=tx.now))

    async def said(self, stream: str | None = None) -> list[Message]:
        """What intake has published, in order."""
        query = select(outbox.c.body).order_by(outbox.c.stream, outbox.c.stream_seq)
        if stream is not None:
            query = query.where(outbox.c.stream == stream)
        return [unseal(row.body) for row in await self.rows(query)]

    async def hear_own(self) -> None:
        """Bring intake's own events to its timeline, as the wire would; again is harmless."""
        for message in await self.said():
            await self.deal(message)

    async def keep(self, messages: Sequence[Message]) -> None:
        """The inbox as it stands once these messages have taken effect."""
        running = self.running
        storing = Inbox(running.database, "intake", asyncio.Event(), running.meters)
        await storing.ingest([_sealed(message) for message in messages])
        async with self.as_service() as tx:
            await tx.execute(inbox.update().values(status=Status.DONE.value))

    def as_service(self) -> AbstractAsyncContextManager[Transaction]:
        """A transaction of the service itself, which sees every tenant."""
        return self.running.transactions.begin(actor=system("intake"), scope=Scope(everything=True))

    async def rows(self, statement: Any) -> list[Any]:
        """Look at the database behind the edge."""
        async with self.running.transactions.begin(
            actor=system("intake"), scope=Scope(everything=True), write=False
        ) as tx:
            return list((await tx.execute(statement)).all())


def _example(event_type: str) -> dict[str, Any]:
    producer = event_type.partition(".")[0]
    file = CONTRACTS / producer / "events" / f"{event_type}.example.json"
    facts: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))["data"]
    return facts


def _sealed(message: Message) -> bytes:
    return seal(**{name: getattr(message, name) for name in Message.__dataclass_fields__})


@asynccontextmanager
async def intake_house(
    database: FreshDatabase, moment: datetime, *, files: FilesSettings | None = None
) -> AsyncIterator[IntakeHouse]:
    """Seed the prepared database from deploy/baotou and open the application on it."""
    settings = IntakeSettings(
        database_url=database.url,
        owner_database_url=database.owner_url,
        issuer=SETTINGS,
        files=files or FilesSettings(),
        seed_folder=SEEDS,
    )
    clock = SetClock(moment)
    await prepare(service, settings, clock=clock)
    running = Running(service, settings, clock=clock, keys=FixedKeys(KeySet([KEY])))
    transport = httpx.ASGITransport(app=running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield IntakeHouse(running, clock, client)
    await running.close()
