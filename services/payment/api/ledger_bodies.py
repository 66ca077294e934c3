"""API: what the ledger shows to finance people and auditors."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.payment.usecases.verify_ledger import LedgerReport
from shared.http.bodies import Answer


class BalanceOut(Answer):
    """One account. A debit brought money in, a credit took it out."""

    account: str
    agency_org_id: str
    fiscal_year: int
    fund_source: str
    use_line: str
    kind: str
    debits_fen: int
    credits_fen: int
    balance_fen: int

    @classmethod
    def of(cls, row: Any) -> "BalanceOut":
        return cls(
            account=row.key,
            agency_org_id=row.org_id,
            fiscal_year=row.fiscal_year,
            fund_source=row.fund_source,
            use_line=row.use_line,
            kind=row.kind,
            debits_fen=row.debits_fen,
            credits_fen=row.credits_fen,
            balance_fen=row.debits_fen - row.credits_fen,
        )


class TrialBalanceOut(Answer):
    """``balanced``: all debits equal all credits, and the balances add up to zero."""

    accounts: list[BalanceOut]
    debits_fen: int
    credits_fen: int
    balanced: bool

    @classmethod
    def of(cls, rows: Sequence[Any]) -> "TrialBalanceOut":
        accounts = [BalanceOut.of(row) for row in rows]
        debits = sum(account.debits_fen for account in accounts)
        credits = sum(account.credits_fen for account in accounts)
        return cls(
            accounts=accounts, debits_fen=debits, credits_fen=credits, balanced=debits == credits
        )


class TransferOut(Answer):
    id: UUID
    seq: int
    agency_org_id: str
    kind: str
    debit_account: str
    credit_account: str
    amount_fen: int
    effective_at: datetime
    created_by: str
    approved_by: str | None
    claim_id: UUID | None
    batch_id: UUID | None
    resolves_id: UUID | None
    correction_of: UUID | None
    rate_row_id: str | None
    reason_code: str | None
    digest: str

    @classmethod
    def of(cls, row: Any) -> "TransferOut":
        fields = {name: row._mapping[name] for name in cls.model_fields if name != "agency_org_id"}
        return cls(**fields, agency_org_id=row.org_id)


class FaultOut(Answer):
    code: str
    where: str


class LedgerReportOut(Answer):
    """``whole`` is false while any invariant is broken; paying has stopped then."""

    agency_org_id: str
    whole: bool
    transfer_count: int
    posted_fen: int
    bank_fen: int
    faults: list[FaultOut]

    @classmethod
    def of(cls, report: LedgerReport) -> "LedgerReportOut":
        return cls(
            agency_org_id=report.org_id,
            whole=not report.faults,
            transfer_count=report.transfer_count,
            posted_fen=report.posted_fen,
            bank_fen=report.bank_fen,
            faults=[FaultOut(code=one.code, where=one.where) for one in report.faults],
        )
