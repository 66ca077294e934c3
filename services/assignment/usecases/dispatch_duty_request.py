"""Use case: send a queued request to the lawyer on duty (法律援助法 14; DUTY 19)."""

from uuid import UUID

from services.assignment.domain.duty import (
    DUTY_SERVICE,
    DutyRequest,
    LawyerNotFitForDuty,
    pick_shift,
)
from services.assignment.policy import PERMISSIONS
from services.assignment.store.duty import DutyRequests, Shifts
from services.assignment.store.registry import Registry
from shared.db.grants import open_grant
from shared.db.obligations import meet_obligation
from shared.db.transaction import Transaction


async def dispatch_duty_request(
    tx: Transaction, *, duty_request_id: UUID, shift_id: UUID | None
) -> DutyRequest:
    """To the given shift, or to the best of the site's shifts that day. Raises NobodyOnDuty."""
    requests, shifts = DutyRequests(tx), Shifts(tx)
    request = await requests.get(duty_request_id)
    tx.expect_version(request.version)
    if shift_id is not None:
        shift = await shifts.get(shift_id)
    else:
        there = await shifts.at(request.site_org_id, request.needed_on)
        shift = pick_shift(
            there, site_org_id=request.site_org_id, day=request.needed_on, now=tx.now
        )
    lawyer = await Registry(tx).provider(shift.provider_id)
    if (lawyer.kind, DUTY_SERVICE) not in PERMISSIONS:
        raise LawyerNotFitForDuty(standing=lawyer.kind)
    sent, fact = request.dispatch(shift, lawyer, now=tx.now)
    saved = await requests.save(sent)
    await open_grant(
        tx,
        subject=lawyer.subject,
        object_id=request.id,
        org_id=request.org_id,
        purpose="duty",
    )
    for code in ("T09", "T25"):
        await meet_obligation(tx, request.clock_subject, code, tx.now)
    tx.record(request.clock_subject, "duty_request.dispatch", shift_id=str(shift.id))
    tx.publish(fact, tenant=request.org_id)
    return saved
