"""Support: the assignment service put together on a fresh database, with tokens and a set clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import KeySet
from sqlalchemy import Table, func, select

from services.assignment.config import AssignmentSettings
from services.assignment.service import service
from services.assignment.store.tables import provider
from services.assignment.subscriptions import subscriptions
from shared.db.transaction import Scope
from shared.kernel.actor import system
from shared.security.key_sets import FixedKeys
from shared.service import Running, prepare
from tests.support.elsewhere import message_from_elsewhere
from tests.support.servers import FreshDatabase
from tests.support.set_clock import SetClock
from tests.support.tokens import KEY, SETTINGS, bearer

SEEDS = Path(__file__).parents[2] / "deploy" / "baotou"
BASE = "/assignment/v1"

PEOPLE: dict[str, dict[str, Any]] = {
    "assigner": {"org_id": "LA-150203", "roles": ["assigner", "duty_coordinator"]},
    "head": {"org_id": "LA-150203", "roles": ["agency_head", "org_admin"]},
    "reviewer": {"org_id": "LA-150203", "roles": ["reviewer"]},
    "stranger": {"org_id": "LA-150202", "roles": ["assigner", "agency_head", "reviewer"]},
    "court": {"org_id": "CT-150203", "roles": ["partner"]},
    "centre": {"org_id": "DC-DEMO-A", "roles": ["partner"]},
    "quality": {"org_id": "JA-150203", "roles": ["quality_reviewer"]},
    "auditor": {"org_id": "JA-150200", "roles": ["auditor"]},
    "manager-1": {"org_id": "LF-DEMO-01", "roles": ["firm_manager"]},
    "manager-2": {"org_id": "LF-DEMO-02", "roles": ["firm_manager"]},
    "lawyer-chen": {"org_id": "LF-DEMO-01", "roles": ["provider"]},
    "lawyer-li": {"org_id": "LF-DEMO-01", "roles": ["provider"]},
    "lawyer-wang": {"org_id": "LF-DEMO-02", "roles": ["provider"]},
    "lawyer-zhao": {"org_id": "LF-DEMO-02", "roles": ["provider"]},
    "lawyer-zhou": {"org_id": "LF-DEMO-03", "roles": ["provider"]},
    "lawyer-bai": {"org_id": "LF-DEMO-04", "roles": ["provider"]},
    "lawyer-sun": {"org_id": "LF-DEMO-03", "roles": ["provider", "quality_reviewer"]},
    "staff-qian": {"org_id": "LA-150203", "roles": ["provider"]},
}


@dataclass
class AssignmentHouse:
    """Requests as a person, events as if from another service, and what was published."""

    running: Running
    clock: SetClock
    client: httpx.AsyncClient
    sequences: dict[str, int] = field(default_factory=dict)

    async def get(self, person: str, path: str, *, status: int = 200) -> Any:
        return await self._ask("GET", person, path, None, None, status)

    async def post(
        self,
        person: str,
        path: str,
        body: Any = None,
        *,
        version: int | None = None,
        status: int = 201,
        key: str | None = None,
    ) -> Any:
        """The answer's JSON; asserts the status. ``version`` becomes If-Match."""
        headers = {"idempotency-key": key or uuid4().hex}
        if version is not None:
            headers["if-match"] = f'"{version}"'
        return await self._ask("POST", person, path, body, headers, status)

    async def hear(self, event_type: str, stream: str, tenant: str, data: dict[str, Any]) -> None:
        """Apply an event of another service in a worker's transaction."""
        self.sequences[stream] = self.sequences.get(stream, 0) + 1
        message = message_from_elsewhere(
            event_type,
            stream,
            data,
            tenant=tenant,
            time=self.clock.now(),
            sequence=self.sequences[stream],
        )
        async with self.running.transactions.begin(
            actor=system("assignment"), scope=Scope(orgs=frozenset({tenant}))
        ) as tx:
            tx.handle(message)
            await subscriptions.deal(tx, message)

    async def count(self, table: Table) -> int:
        return int((await self.rows(select(func.count()).select_from(table)))[0][0])

    async def subject_of(self, provider_id: str) -> str:
        """The account of a provider."""
        rows = await self.rows(select(provider.c.id, provider.c.subject))
        return {str(row.id): str(row.subject) for row in rows}[provider_id]

    async def rows(self, statement: Any) -> list[Any]:
        """Look at the database behind the edge, as the auditor's worker would."""
        async with self.running.transactions.begin(
            actor=system("assignment"), scope=Scope(everything=True), write=False
        ) as tx:
            return list((await tx.execute(statement)).all())

    async def _ask(
        self,
        method: str,
        person: str,
        path: str,
        body: Any,
        headers: dict[str, str] | None,
        status: int,
    ) -> Any:
        token = bearer(sub=person, person_id=f"person-{person}", **PEOPLE[person])
        response = await self.client.request(
            method, BASE + path, json=body, headers={**(headers or {}), "authorization": token}
        )
        assert response.status_code == status, (response.status_code, response.text)
        return response.json() if response.content else None


def seeds_of(folder: Path, month: str) -> Path:
    """The demo's registry, and of its roster the shifts of one month."""
    for name in ("firms.csv", "lawyers.csv", "shifts.csv"):
        lines = (SEEDS / name).read_text(encoding="utf-8").splitlines()
        kept = [line for line in lines[1:] if name != "shifts.csv" or f",{month}-" in line]
        (folder / name).write_text("\n".join([lines[0], *kept]), encoding="utf-8")
    return folder


@asynccontextmanager
async def assignment_house(
    database: FreshDatabase, moment: datetime, *, seeds: Path
) -> AsyncIterator[AssignmentHouse]:
    """Seed the prepared database and open the application on it."""
    settings = AssignmentSettings(
        database_url=database.url,
        owner_database_url=database.owner_url,
        issuer=SETTINGS,
        seed_folder=seeds,
    )
    clock = SetClock(moment)
    await prepare(service, settings, clock=clock)
    running = Running(service, settings, clock=clock, keys=FixedKeys(KeySet([KEY])))
    transport = httpx.ASGITransport(app=running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield AssignmentHouse(running, clock, client)
    await running.close()


def grant(matter_id: UUID, **changes: Any) -> dict[str, Any]:
    """The data of intake.application.granted.v1: unpaid wages, at arbitration."""
    return {
        "matter_id": matter_id,
        "group_id": None,
        "case_no": "DEMO-CIVIL-1",
        "agency_org_id": "LA-150203",
        "kind": "civil",
        "service": "LABOUR",
        "stage": "ARBITRATION",
        "cause_code": "labor_remuneration",
        "decision_id": uuid4(),
        "decided_at": "2026-11-24T02:00:00Z",
        "ground_codes": ["LABOR"],
        "recipient_tags": ["MIGRANT_WORKER"],
        "party_tokens": [f"worker-{matter_id}"],
        "opponent_tokens": ["builder"],
        "language": "zh",
        "sign_language": False,
        "gender_preference": None,
        **changes,
    }


def notice(matter_id: UUID, **changes: Any) -> dict[str, Any]:
    """The data of intake.notice.accepted.v1: a minor accused at first instance."""
    return {
        "matter_id": matter_id,
        "case_no": "DEMO-CRIM-1",
        "agency_org_id": "LA-150203",
        "organ_org_id": "CT-150203",
        "notice_id": uuid4(),
        "kind": "criminal",
        "service": "CRIM",
        "stage": "FIRST",
        "ground_code": "N1",
        "cause_code": "theft",
        "received_at": "2026-11-24T02:00:00Z",
        "criminal_defense_years_min": 0,
        "minor": True,
        "co_accused_token": "gang-1",
        "party_tokens": [f"accused-{matter_id}"],
        "opponent_tokens": [],
        "language": "zh",
        "sign_language": False,
        **changes,
    }


def duty_call(duty_request_id: UUID, **changes: Any) -> dict[str, Any]:
    """The data of intake.duty_request.received.v1."""
    return {
        "duty_request_id": duty_request_id,
        "agency_org_id": "LA-150203",
        "organ_org_id": "DC-DEMO-A",
        "site_org_id": "DC-DEMO-A",
        "stage": "INVESTIGATION",
        "purpose": "legal_help",
        "person_tokens": ["suspect-1"],
        "person_count": 1,
        "needed_on": "2026-11-24",
        "urgent": True,
        "received_at": "2026-11-24T02:00:00Z",
        **changes,
    }
