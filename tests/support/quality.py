"""Support: a stage, its reviewers, and the quality service put together on a fresh database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import KeySet

from services.quality.config import QualitySettings
from services.quality.domain.register import StageRecord
from services.quality.domain.review import CaseTies, Review, Reviewer, ReviewState
from services.quality.service import service
from services.quality.subscriptions import subscriptions
from services.quality.tasks import tasks
from shared.db.transaction import Scope
from shared.kernel.actor import Origin, system
from shared.messaging.envelope import Message
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.support.set_clock import SetClock
from tests.support.tokens import KEY, SETTINGS, bearer

AGENCY = "LA-150203"
FIRST = Reviewer("q-1", "p-1")
SECOND = Reviewer("q-2", "p-2")
THIRD = Reviewer("q-3", "p-3")
FIRM = UUID(int=77)
FIRM_ORG = "LF-DEMO-01"
STAGE = StageRecord(
    stage_assignment_id=UUID(int=1),
    matter_id=UUID(int=2),
    org_id=AGENCY,
    kind="civil",
    provider_id=UUID(int=3),
    provider_subject="lawyer-1",
    firm_id="firm-1",
    assigned_by="assigner-1",
    closed_on=date(2026, 11, 1),
)
TIES = CaseTies(("lawyer-1",), "firm-1", FIRM_ORG, "assigner-1")
NOBODY = "nobody"  # calls without a token
PEOPLE: dict[str, dict[str, Any]] = {
    "officer": {"org_id": AGENCY, "roles": ["quality_officer"]},
    "stranger": {"org_id": "LA-150202", "roles": ["quality_officer"]},
    "q-1": {"org_id": "BAR-150200", "roles": ["quality_reviewer"]},
    "q-2": {"org_id": "BAR-150200", "roles": ["quality_reviewer"]},
    "q-3": {"org_id": "BAR-150200", "roles": ["quality_reviewer"]},
    "q-of-the-firm": {"org_id": FIRM_ORG, "roles": ["quality_reviewer"]},
    "officer-2": {"org_id": AGENCY, "roles": ["quality_officer"]},
    "lawyer-1": {"org_id": FIRM_ORG, "roles": ["provider"]},
    "lawyer-2": {"org_id": FIRM_ORG, "roles": ["provider"]},
    "firm-boss": {"org_id": FIRM_ORG, "roles": ["firm_manager"]},
}


def fresh_review() -> Review:
    return Review(
        id=UUID(int=9),
        org_id=AGENCY,
        sample_id=UUID(int=8),
        stage_assignment_id=STAGE.stage_assignment_id,
        matter_id=STAGE.matter_id,
        provider_id=UUID(int=3),
        provider_subject="lawyer-1",
        scorecard_id="FILE-CIVIL-1",
        state=ReviewState.SCORING,
        reviewers=(FIRST, SECOND),
        ties=TIES,
        divergence_tenths=100,
    )


@dataclass
class QualityHouse:
    """Requests as a person, and events as if from another service."""

    running: Running
    clock: SetClock
    client: httpx.AsyncClient

    async def get(self, person: str, path: str, status: int = 200) -> Any:
        return await self._ask("GET", person, path, None, {}, status)

    async def post(
        self,
        person: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        status: int = 201,
    ) -> Any:
        headers = {"idempotency-key": uuid4().hex}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self._ask("POST", person, path, body, headers, status)

    async def hear(
        self, event_type: str, data: dict[str, Any], message_id: UUID | None = None
    ) -> None:
        message = self._message(event_type, data, message_id or uuid4())
        async with self._work() as tx:
            tx.handle(message)
            await subscriptions.deal(tx, message)

    async def perform(self, task: str, data: dict[str, Any]) -> None:
        message = self._message(task, data, uuid4())
        async with self._work() as tx:
            tx.handle(message)
            await tasks.deal(tx, message)

    def _work(self) -> Any:
        return self.running.transactions.begin(
            actor=system("quality"), scope=Scope(orgs=frozenset({AGENCY}))
        )

    def _message(self, event_type: str, data: dict[str, Any], message_id: UUID) -> Message:
        return Message(
            id=message_id,
            type=event_type,
            source="/assignment/1",
            stream=f"matter/{data.get('matter_id')}",
            sequence=1,
            tenant=FIRM_ORG if ".provider." in event_type else AGENCY,
            time=self.clock.now(),
            origin=Origin(actor="person-x"),
            data=data,
        )

    async def _ask(
        self, method: str, person: str, path: str, body: Any, headers: dict[str, str], status: int
    ) -> Any:
        if person != NOBODY:
            token = bearer(sub=person, person_id=f"p-{person}", **PEOPLE[person])
            headers = {**headers, "authorization": token}
        response = await self.client.request(
            method, "/quality/v1" + path, json=body, headers=headers
        )
        assert response.status_code == status, (response.status_code, response.text)
        return response.json() if response.content else None


@asynccontextmanager
async def quality_house(
    url: str, moment: datetime, *, owner_url: str | None = None, role: str | None = None
) -> AsyncIterator[QualityHouse]:
    settings = QualitySettings(
        database_url=url, owner_database_url=owner_url, app_role=role, issuer=SETTINGS
    )
    clock = SetClock(moment)
    await prepare(service, settings, clock=clock)
    running = Running(service, settings, clock=clock, keys=FixedKeys(KeySet([KEY])))
    transport = httpx.ASGITransport(app=running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://quality") as client:
        yield QualityHouse(running, clock, client)
    await running.close()
