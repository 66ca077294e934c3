"""Use case: the lawyer on duty accepts the request."""

from uuid import UUID

from services.assignment.domain.duty import DutyRequest
from services.assignment.store.duty import DutyRequests
from shared.db.transaction import Transaction


async def accept_duty_request(tx: Transaction, *, duty_request_id: UUID) -> DutyRequest:
    requests = DutyRequests(tx)
    request = await requests.get(duty_request_id)
    taken, fact = request.accept(subject=tx.actor.subject, now=tx.now)
    await tx.write_into(request.org_id)
    saved = await requests.save(taken)
    tx.record(request.clock_subject, "duty_request.accept")
    tx.publish(fact, tenant=request.org_id)
    return saved
