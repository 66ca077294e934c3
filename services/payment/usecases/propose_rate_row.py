"""Use case: one person proposes a dated amount; the range of its days answers at once."""

from dataclasses import dataclass
from datetime import date

from services.payment.domain.rates import CostBasis, RateRow, RateState, require_in_range
from services.payment.policy import CODE_LISTS
from services.payment.store.rates import RateRows, ranges_of
from shared.db.transaction import Transaction


@dataclass(frozen=True)
class RateProposal:
    """What a rate row says, before anybody has approved it."""

    kind: str
    service: str
    stage: str
    procedure: str
    amount_fen: int
    document_no: str | None
    basis: CostBasis
    valid_from: date
    valid_to: date | None


async def propose_rate_row(tx: Transaction, *, org_id: str, proposal: RateProposal) -> RateRow:
    """Hold the amount against the ranges and keep the proposal (包府发〔2024〕3号 二(三)).

    Raises CodeUnknown, RatePeriodReversed, RateOutsideRange, RateNeedsDocument.
    """
    CODE_LISTS["work_kinds"].require(proposal.kind, pointer="/kind")
    row = RateRow(
        id=tx.new_id(),
        org_id=org_id,
        state=RateState.PROPOSED,
        proposed_by=tx.actor.person_id,
        **vars(proposal),
    )
    require_in_range(row, await ranges_of(tx, row.kind))
    await RateRows(tx).add(row)
    tx.record(f"rate_row/{row.id}", "rate_row.propose", amount_fen=row.amount_fen, kind=row.kind)
    return row
