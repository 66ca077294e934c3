"""Use case: the lawyer records the help given and finishes the request (DUTY 6, 7, 10)."""

from uuid import UUID

from services.assignment.domain.duty import DutyRequest, HelpRecord
from services.assignment.policy import CODE_LISTS
from services.assignment.store.duty import DutyRequests
from services.assignment.store.holdings import Holdings
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

SECOND_CO_SUSPECT = "second_co_suspect_helped"


async def finish_duty_request(
    tx: Transaction, *, duty_request_id: UUID, record: HelpRecord, note: str | None
) -> tuple[DutyRequest, list[str]]:
    """The finished request with its warnings.

    Help to a second co-suspect is never refused: it is indexed, and bars only later defence (G9).
    """
    for index, code in enumerate(record.help_codes):
        CODE_LISTS["duty_help_codes"].require(code, pointer=f"/help_codes/{index}")
    if record.plea_outcome_code is not None:
        CODE_LISTS["plea_outcomes"].require(record.plea_outcome_code, pointer="/plea_outcome_code")
    requests, holdings = DutyRequests(tx), Holdings(tx)
    request = await requests.get(duty_request_id)
    done, fact = request.finish(record, subject=tx.actor.subject, now=tx.now)
    assert request.provider_id is not None
    await tx.write_into(request.org_id)
    warned = await holdings.helped_linked(request.provider_id, frozenset(request.person_tokens))
    saved = await requests.save(done)
    await requests.keep_help(saved, record, note)
    await holdings.keep_help(request.provider_id, request.person_tokens, law_date(tx.now))
    tx.record(request.clock_subject, "duty_request.finish", help_codes=list(record.help_codes))
    tx.publish(fact, tenant=request.org_id)
    return saved, [SECOND_CO_SUSPECT] if warned else []
