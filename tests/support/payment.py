"""Builders for payment's pure domain: a sensible default for every field, fictional throughout."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid5

from services.payment.domain.batches import Batch, BatchLine, BatchState, order_number
from services.payment.domain.claims import Assigned, Claim, ClaimState, Earned, Unit, case_key
from services.payment.domain.ledger import Authority, Commitment
from services.payment.domain.rates import ANY, CostBasis, RateRow, RateState, SubsidyRange

AGENCY = "LA-150203"
SPACE = UUID("00000000-0000-0000-0000-0000000000aa")
NOON = datetime(2026, 3, 16, 4, 0, tzinfo=UTC)

PREPARER, REVIEWER, APPROVER, CASHIER = "person-1", "person-2", "person-3", "person-4"


def an_id(name: str) -> UUID:
    """The same name always gives the same id."""
    return uuid5(SPACE, name)


def a_range(kind: str, low: int, high: int, **changes: Any) -> SubsidyRange:
    span = SubsidyRange(
        id=f"range-{kind}",
        kind=kind,
        unit="working_day" if kind == "duty" else "case",
        min_fen=low,
        max_fen=high,
        clause="包府发〔2024〕3号 二(三)",
        valid_from=date(2024, 1, 1),
        valid_to=None,
    )
    return replace(span, **changes)


RANGES = (
    a_range("criminal", 80_000, 160_000),
    a_range("civil", 100_000, 180_000),
    a_range("administrative", 100_000, 180_000),
    a_range("duty", 20_000, 50_000),
)


def a_rate(name: str = "rate", **changes: Any) -> RateRow:
    """An approved civil row of 1500 yuan from 2026 on."""
    row = RateRow(
        id=an_id(name),
        org_id=AGENCY,
        kind="civil",
        service=ANY,
        stage=ANY,
        procedure=ANY,
        amount_fen=150_000,
        document_no="DEMO-2026-1",
        basis=CostBasis(30_000, 4, 30_000, "demo figure"),
        valid_from=date(2026, 1, 1),
        valid_to=None,
        state=RateState.APPROVED,
        proposed_by=PREPARER,
        approved_by=APPROVER,
    )
    return replace(row, **changes)


def a_unit(**changes: Any) -> Unit:
    stage_assignment, provider = an_id("stage"), an_id("provider")
    unit = Unit(
        key=case_key(stage_assignment, provider),
        org_id=AGENCY,
        claim_kind="case",
        kind="civil",
        service="litigation",
        stage="first_instance",
        provider_id=provider,
        provider_subject="lawyer-1",
        public_post=False,
        matter_id=an_id("matter"),
        stage_assignment_id=stage_assignment,
    )
    return replace(unit, **changes)


def a_claim(**changes: Any) -> Claim:
    """A case claim whose closing file has passed, not yet priced."""
    claim = Claim(
        id=an_id("claim"),
        unit=a_unit(),
        state=ClaimState.EXPECTED,
        assigned=Assigned(date(2026, 1, 5), "person-assigner"),
        earned=Earned(date(2026, 3, 10), NOON, "person-passer"),
    )
    return replace(claim, **changes)


def a_commitment(**changes: Any) -> Commitment:
    what = Commitment(
        org_id=AGENCY,
        budget_id=an_id("budget"),
        claim_id=an_id("claim"),
        unit_key=a_unit().key,
        generation=0,
        amount_fen=150_000,
        rate_row_id=str(an_id("rate")),
    )
    return replace(what, **changes)


def by(created: str = PREPARER, approved: str | None = None) -> Authority:
    return Authority(created_by=created, at=NOON, approved_by=approved)


def a_batch(**changes: Any) -> Batch:
    batch = Batch(
        id=an_id("batch"),
        org_id=AGENCY,
        state=BatchState.PREPARED,
        claim_count=1,
        total_fen=150_000,
        people_min=4,
        people_rule="people-default",
        prepared_by=PREPARER,
    )
    return replace(batch, **changes)


def a_line(name: str = "claim", **changes: Any) -> BatchLine:
    line = BatchLine(
        id=an_id(f"line {name}"),
        order_no=order_number(an_id(name)),
        attempt=1,
        claim_id=an_id(name),
        provider_id=an_id("provider"),
        payee_id=an_id("payee"),
        amount_fen=150_000,
    )
    return replace(line, **changes)
