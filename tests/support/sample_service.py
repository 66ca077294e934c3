"""Support: a small service with every kind of route, for the tests of the edge."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import AwareDatetime, Field
from sqlalchemy import Column, Integer, MetaData, String, insert, update

from shared.db.tables import tenant_table
from shared.db.transaction import Transaction
from shared.db.types import Id, Instant
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.codes import Code, CodeList
from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import ActNotAllowedNow, Transition, TransitionTable

metadata = MetaData()
tickets = tenant_table(
    "ticket",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", String(80), nullable=False),
    Column("weight", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    object_column="id",
)


class TicketNotFound(NotFound):
    """There is no such ticket."""


class TicketTooHeavy(Conflict):
    """The ticket weighs more than may be decided."""


class TicketState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"


TRANSITIONS = TransitionTable(
    [
        Transition(
            "decide", frozenset({TicketState.OPEN}), TicketState.DECIDED, frozenset({"reviewer"})
        ),
        Transition(
            "reopen", frozenset({TicketState.DECIDED}), TicketState.OPEN, frozenset({"reviewer"})
        ),
    ]
)
COLORS = CodeList("colors", (Code("red", "红", "Red"), Code("blue", "蓝", "Blue")))
HEAVY = 1_000


class TicketIn(Body):
    subject: str = Field(min_length=1, max_length=80)
    weight: int = Field(ge=0)
    wanted_at: AwareDatetime | None = None


class DecisionIn(Body):
    act: str


class TicketOut(Answer):
    id: UUID
    org_id: str
    subject: str
    weight: int
    state: str
    version: int
    created_at: datetime
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, row: Any, roles: frozenset[str] = frozenset()) -> "TicketOut":
        actions = TRANSITIONS.allowed_actions(TicketState(row.state), roles)
        return cls(
            id=row.id,
            org_id=row.org_id,
            subject=row.subject,
            weight=row.weight,
            state=row.state,
            version=row.version,
            created_at=row.created_at,
            allowed_actions=allowed_actions_out(actions),
        )


class TicketQuery(PageQuery):
    state: TicketState | None = None


router = ServiceRouter(prefix="/sample/v1", tags=["tickets"])


@router.post("/tickets", status_code=201)
@gate(roles={"intake_clerk", "reviewer"}, appends=True)
async def open_ticket(body: TicketIn, tx: Tx) -> TicketOut:
    """Open a ticket."""
    ticket_id = tx.new_id()
    row = {
        "id": ticket_id,
        "org_id": tx.actor.org_id,
        "subject": body.subject,
        "weight": body.weight,
        "state": TicketState.OPEN,
        "version": 1,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    await tx.execute(insert(tickets).values(row))
    tx.record(f"ticket/{ticket_id}", "ticket.open", weight=body.weight)
    return TicketOut.of(await _ticket(tx, ticket_id), tx.actor.roles)


@router.get("/tickets")
@gate(roles={"intake_clerk", "reviewer"}, reads=True)
async def list_tickets(query: Annotated[TicketQuery, Query()], tx: Tx) -> Page[TicketOut]:
    """List the tickets of your organization, the newest last."""
    statement = tx.scoped(tickets)
    if query.state is not None:
        statement = statement.where(tickets.c.state == query.state)
    order = (tickets.c.created_at, tickets.c.id)
    return await page(tx, statement, query, order=order, item=TicketOut.of)


@router.get("/tickets/{ticket_id}")
@gate(roles={"intake_clerk", "reviewer"}, reads=True, refuses=(TicketNotFound,))
async def read_ticket(ticket_id: UUID, tx: Tx) -> TicketOut:
    """Read one ticket."""
    return TicketOut.of(await _ticket(tx, ticket_id), tx.actor.roles)


@router.post("/tickets/{ticket_id}/decision", status_code=201)
@gate(
    roles={"reviewer"},
    judges=True,
    refuses=(TicketNotFound, TicketTooHeavy, ActNotAllowedNow),
)
async def decide_ticket(ticket_id: UUID, body: DecisionIn, tx: Tx) -> TicketOut:
    """Decide a ticket, or reopen it."""
    row = await _ticket(tx, ticket_id)
    tx.expect_version(row.version)
    state = TRANSITIONS.after(TicketState(row.state), body.act)
    change = update(tickets).where(tickets.c.id == ticket_id, tickets.c.version == row.version)
    await tx.execute(change.values(state=state, version=row.version + 1, updated_at=tx.now))
    if row.weight > HEAVY:
        raise TicketTooHeavy()
    tx.record(f"ticket/{ticket_id}", "ticket.decide", decided=body.act)
    return TicketOut.of(await _ticket(tx, ticket_id), tx.actor.roles)


@router.post("/ticket-searches")
@gate(roles={"reviewer"}, reads=True)
async def search_tickets(body: TicketIn, tx: Tx) -> Page[TicketOut]:
    """Search by subject: a POST, because the words do not belong into an address."""
    statement = tx.scoped(tickets).where(tickets.c.subject == body.subject)
    order = (tickets.c.created_at.desc(), tickets.c.id.desc())
    return await page(tx, statement, PageQuery(), order=order, item=TicketOut.of)


@router.get("/everything")
@gate(roles={"auditor"}, reads=True, tenant="everything")
async def list_everything(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[TicketOut]:
    """List the tickets of all organizations."""
    order = (tickets.c.created_at, tickets.c.id)
    return await page(tx, tx.scoped(tickets), query, order=order, item=TicketOut.of)


async def _ticket(tx: Transaction, ticket_id: UUID) -> Any:
    found = await tx.execute(tx.scoped(tickets).where(tickets.c.id == ticket_id))
    row = found.one_or_none()
    if row is None:
        raise TicketNotFound()
    return row


async def count_tasks(tx: Transaction) -> dict[str, int]:
    """How many tickets are open."""
    found = await tx.execute(tx.scoped(tickets).where(tickets.c.state == TicketState.OPEN))
    return {"tickets_to_decide": len(found.all())}


FAULTS = ServiceRouter(prefix="/sample/v1/faults", tags=["faults"])


@FAULTS.post("/wrong-answer", status_code=201)
@gate(roles={"reviewer"}, appends=True)
async def answer_wrongly(body: TicketIn, tx: Tx) -> TicketOut:
    """Write, then answer what is not a ticket."""
    await open_ticket(body, tx)
    return {"id": "not a ticket"}  # type: ignore[return-value]


@FAULTS.post("/crash", status_code=201)
@gate(roles={"reviewer"}, appends=True)
async def crash(body: TicketIn, tx: Tx) -> TicketOut:
    """Write, then fail with a message that nobody outside may read."""
    await open_ticket(body, tx)
    raise RuntimeError(f"secret {body.subject}")
