"""Queries: what waits for the caller, counted by kind."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func

from services.assignment.domain.duty import RequestState
from services.assignment.domain.stage_assignment import State
from services.assignment.store.duty import own_requests
from services.assignment.store.duty_tables import duty_request
from services.assignment.store.stage_assignments import own_part
from services.assignment.store.tables import stage_assignment
from shared.db.transaction import Transaction

# kind of work -> the state that waits, and the roles for whom it waits
CASE_WORK: Mapping[str, tuple[State, frozenset[str]]] = {
    "units_to_assign": (State.OPENED, frozenset({"assigner", "agency_head"})),
    "handlers_to_name": (State.UNIT_ASSIGNED, frozenset({"firm_manager"})),
    "engagements_to_sign": (State.HANDLER_NAMED, frozenset({"provider"})),
    "files_to_hand_in": (State.CLOSED, frozenset({"provider"})),
    "files_to_complete": (State.FILE_RETURNED, frozenset({"provider"})),
    "files_to_check": (State.FILE_SUBMITTED, frozenset({"reviewer", "agency_head"})),
}
DUTY_WORK: Mapping[str, tuple[RequestState, frozenset[str]]] = {
    "duty_requests_to_dispatch": (
        RequestState.QUEUED,
        frozenset({"duty_coordinator", "agency_head"}),
    ),
    "duty_requests_to_accept": (RequestState.DISPATCHED, frozenset({"provider"})),
}


async def count_waiting(tx: Transaction) -> Mapping[str, int]:
    """Counts of the work that the caller's roles may do, zero counts included."""
    counts = {}
    for kind, (state, roles) in CASE_WORK.items():
        if tx.actor.has(*roles):
            query = tx.scoped(stage_assignment, func.count()).where(
                stage_assignment.c.state == state
            )
            counts[kind] = await _count(tx, own_part(query, tx))
    for work, (waiting, roles) in DUTY_WORK.items():
        if tx.actor.has(*roles):
            query = tx.scoped(duty_request, func.count()).where(duty_request.c.state == waiting)
            counts[work] = await _count(tx, own_requests(query, tx))
    return counts


async def _count(tx: Transaction, query: Select[Any]) -> int:
    return int((await tx.execute(query)).scalar_one())
