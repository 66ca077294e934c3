"""API: the ledger as finance people see their own, and auditors everybody's."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.payment.api.agency import OrganizationMissing, own_agency
from services.payment.api.ledger_bodies import LedgerReportOut, TransferOut, TrialBalanceOut
from services.payment.queries.ledger import JOURNAL_ORDER, journal, trial_balance
from services.payment.store.ledger import ledger_ids
from services.payment.usecases.verify_ledger import verify_ledger
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

router = ServiceRouter(prefix="/payment/v1", tags=["ledger"])

READERS = {"finance_preparer", "finance_reviewer", "finance_approver", "cashier", "agency_head"}


class JournalQuery(PageQuery):
    claim_id: UUID | None = None


@router.get("/ledger/trial-balance")
@gate(roles=READERS, reads=True)
async def read_trial_balance(tx: Tx) -> TrialBalanceOut:
    """Read the trial balance of your agency."""
    return TrialBalanceOut.of(await trial_balance(tx))


@router.get("/ledger/transfers")
@gate(roles=READERS, reads=True)
async def list_transfers(query: Annotated[JournalQuery, Query()], tx: Tx) -> Page[TransferOut]:
    """Read the journal of your agency, oldest first."""
    statement = journal(tx, claim_id=query.claim_id)
    return await page(tx, statement, query, order=JOURNAL_ORDER, item=TransferOut.of)


@router.post("/ledger/verification")
@gate(roles=READERS, appends=True, idempotent=False, refuses=(OrganizationMissing,))
async def verify_own_ledger(tx: Tx) -> LedgerReportOut:
    """Read the whole ledger of your agency against its invariants; a fault stops paying."""
    return LedgerReportOut.of(await verify_ledger(tx, org_id=own_agency(tx)))


@router.get("/audit/trial-balance")
@gate(roles={"auditor"}, reads=True, tenant="everything")
async def audit_trial_balance(tx: Tx) -> TrialBalanceOut:
    """Read the trial balance of all agencies."""
    return TrialBalanceOut.of(await trial_balance(tx))


@router.get("/audit/transfers")
@gate(roles={"auditor"}, reads=True, tenant="everything")
async def audit_transfers(query: Annotated[JournalQuery, Query()], tx: Tx) -> Page[TransferOut]:
    """Read the journals of all agencies."""
    statement = journal(tx, claim_id=query.claim_id)
    return await page(tx, statement, query, order=JOURNAL_ORDER, item=TransferOut.of)


@router.post("/audit/verification")
@gate(roles={"auditor"}, appends=True, idempotent=False, tenant="everything")
async def audit_ledgers(tx: Tx) -> list[LedgerReportOut]:
    """Read every ledger against its invariants; a fault stops paying at its agency."""
    ids = await ledger_ids(tx)
    return [LedgerReportOut.of(await verify_ledger(tx, org_id=org_id)) for org_id in ids]
