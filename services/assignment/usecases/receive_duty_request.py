"""Use case: queue a duty-lawyer request that an organ pushed to intake."""

from dataclasses import replace
from datetime import datetime

from services.assignment.domain.duty import DutyRequest, is_short_notice
from services.assignment.policy import DEADLINES, INMATE_ASKED
from services.assignment.store.duty import DutyRequests, Shifts
from shared.db.grants import open_grant
from shared.db.obligations import load_calendar, open_obligation
from shared.db.transaction import Transaction


async def receive_duty_request(
    tx: Transaction, *, request: DutyRequest, asked_at: datetime | None
) -> None:
    """Idempotent. T09 runs from when an inmate asked; T25 where nobody is rostered for that day."""
    calendar = await load_calendar(tx)
    short = is_short_notice(request.received_at, request.needed_on, calendar)
    if not await DutyRequests(tx).add(replace(request, short_notice=short and not request.urgent)):
        return
    starts: dict[str, datetime] = {}
    if asked_at is not None or request.purpose in INMATE_ASKED:
        starts["T09"] = asked_at or request.received_at
    if not await Shifts(tx).at(request.site_org_id, request.needed_on):
        starts["T25"] = request.received_at
    for code, started_at in starts.items():
        await open_obligation(
            tx,
            DEADLINES[code],
            subject=request.clock_subject,
            org_id=request.org_id,
            started_at=started_at,
        )
    for org_id in sorted({request.organ_org_id, request.site_org_id}):
        await open_grant(
            tx,
            subject=f"org/{org_id}",
            object_id=request.id,
            org_id=request.org_id,
            purpose="organ",
        )
    tx.record(request.clock_subject, "duty_request.queue", urgent=request.urgent)
