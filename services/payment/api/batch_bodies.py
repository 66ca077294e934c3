"""API: what batches, orders and bank receipts look like on the wire."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payment.domain.batches import BATCH_ACTS, Batch, BatchLine
from services.payment.domain.receipts import Ruling
from services.payment.usecases.take_receipt import ReceiptTaken, StatedTotals
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

RECEIPT_CHARS_MAX = 400_000
FEN_MAX = 10_000_000_000_00


class ReceiptIn(Body):
    """The bank's file as text, with the control totals that came outside it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "content": "支付令号,金额(元),结果,银行流水号,支付日期,原因\n"
                    "0190D7E4A1B27C3D8E4F5A6B7C8D9E0F,1500.00,成功,B20260317001,2026-03-17,\n",
                    "stated_count": 1,
                    "stated_paid_fen": 150000,
                }
            ]
        }
    )

    content: str = Field(min_length=1, max_length=RECEIPT_CHARS_MAX)
    stated_count: int = Field(ge=0)
    stated_paid_fen: int = Field(ge=0, le=FEN_MAX)

    def totals(self) -> StatedTotals:
        return StatedTotals(self.stated_count, self.stated_paid_fen)


class BatchLineOut(Answer):
    """One payment order; the account is only in the bank's file."""

    order_no: str
    attempt: int
    claim_id: UUID
    provider_id: UUID
    amount_fen: int
    state: str
    bank_reference: str | None
    paid_on: date | None
    reason: str | None

    @classmethod
    def of(cls, line: BatchLine) -> "BatchLineOut":
        return cls(
            order_no=line.order_no,
            attempt=line.attempt,
            claim_id=line.claim_id,
            provider_id=line.provider_id,
            amount_fen=line.amount_fen,
            state=line.state,
            bank_reference=line.bank_reference,
            paid_on=line.paid_on,
            reason=line.reason,
        )


class LeftOutOut(Answer):
    """A claim that had to wait, with the reason (code list ``left_out_reasons``)."""

    claim_id: UUID
    reason_code: str


class BatchSummaryOut(Answer):
    id: UUID
    agency_org_id: str
    state: str
    claim_count: int
    total_fen: int
    people_min: int
    people_rule: str
    released_at: datetime | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, batch: Batch, roles: frozenset[str]) -> "BatchSummaryOut":
        return cls(**_summary(batch, roles))


class BatchOut(BatchSummaryOut):
    lines: list[BatchLineOut]
    left_out: list[LeftOutOut]

    @classmethod
    def with_lines(
        cls,
        batch: Batch,
        lines: Iterable[BatchLine],
        left_out: Iterable[dict[str, Any]],
        roles: frozenset[str],
    ) -> "BatchOut":
        return cls(
            **_summary(batch, roles),
            lines=[BatchLineOut.of(line) for line in lines],
            left_out=[LeftOutOut(**one) for one in left_out],
        )


class RulingOut(Answer):
    """What one receipt line did; ``problem_code`` (list ``receipt_problems``) needs a person."""

    line: int
    order_no: str
    outcome: str
    verdict: str
    problem_code: str | None

    @classmethod
    def of(cls, ruling: Ruling) -> "RulingOut":
        said = ruling.receipt
        return cls(
            line=said.line,
            order_no=said.order_no,
            outcome=said.outcome,
            verdict=ruling.verdict,
            problem_code=ruling.problem_code,
        )


class ReceiptOut(Answer):
    """``repeated``: this very file was taken before, and nothing changed."""

    batch_id: UUID
    batch_state: str
    repeated: bool
    problems: int
    lines: list[RulingOut]

    @classmethod
    def of(cls, taken: ReceiptTaken) -> "ReceiptOut":
        return cls(
            batch_id=taken.batch.id,
            batch_state=taken.batch.state,
            repeated=taken.repeated,
            problems=sum(ruling.problem_code is not None for ruling in taken.rulings),
            lines=[RulingOut.of(ruling) for ruling in taken.rulings],
        )


class ReconciliationOut(Answer):
    """Three ways to the same sum: orders by state, ledger transfers, and what the bank said."""

    batch_id: UUID
    ordered_fen: int
    waiting_fen: int
    queried_fen: int
    failed_fen: int
    posted_fen: int
    ledger_posted_fen: int
    bank_posted_fen: int
    open_problems: int
    agrees: bool


def _summary(batch: Batch, roles: frozenset[str]) -> dict[str, Any]:
    return {
        "id": batch.id,
        "agency_org_id": batch.org_id,
        "state": batch.state,
        "claim_count": batch.claim_count,
        "total_fen": batch.total_fen,
        "people_min": batch.people_min,
        "people_rule": batch.people_rule,
        "released_at": batch.released_at,
        "version": batch.version,
        "allowed_actions": allowed_actions_out(BATCH_ACTS.allowed_actions(batch.state, roles)),
    }
