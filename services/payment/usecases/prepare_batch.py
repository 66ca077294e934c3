"""Use case: the maker collects approved claims whose payees are verified into a batch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from services.payment.domain.batches import (
    BATCH_LINES_MAX,
    Batch,
    BatchEmpty,
    BatchLine,
    BatchState,
    order_number,
)
from services.payment.domain.budgets import require_allowed
from services.payment.domain.claims import Claim
from services.payment.domain.ledger import Authority, TransferKind, follow
from services.payment.domain.payees import Payee, missing_reason
from services.payment.domain.separation import require_other_person
from services.payment.policy import USES
from services.payment.store.batches import Batches
from services.payment.store.budgets import Budgets
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.store.payees import Payees
from services.payment.store.rates import people_rule_on
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True)
class Sorted:
    """Claims that can be paid, with their payee, and those that wait, with the reason."""

    payable: tuple[tuple[Claim, Payee], ...]
    left_out: tuple[tuple[Claim, str], ...]


async def prepare_batch(tx: Transaction, *, org_id: str) -> Batch:
    """Collect the oldest approved claims; a missing payee blocks only its own line (P-12).

    Raises LedgerStopped, BatchEmpty, SamePersonActsTwice, UseNotAllowed.
    """
    await Ledger(tx, org_id).require_running()
    found = await _sort(tx, await Claims(tx).approved(org_id, limit=BATCH_LINES_MAX))
    if not found.payable:
        raise BatchEmpty(left_out=len(found.left_out))
    batch_id = tx.new_id()
    lines = await _lines(tx, found.payable)
    for claim, _ in found.payable:
        await _collect(tx, claim, batch_id)
    batch = await _batch(tx, batch_id, org_id, lines)
    left_out = [{"claim_id": str(c.id), "reason_code": reason} for c, reason in found.left_out]
    await Batches(tx).add(batch, lines, left_out=left_out)
    tx.record(
        f"batch/{batch_id}",
        "batch.prepare",
        claim_count=batch.claim_count,
        total_fen=batch.total_fen,
    )
    return batch


async def _sort(tx: Transaction, claims: Sequence[Claim]) -> Sorted:
    payees = await Payees(tx).of_providers([claim.unit.provider_id for claim in claims])
    payable, left_out = [], []
    for claim in claims:
        payee = payees.get(claim.unit.provider_id)
        reason = missing_reason(payee)
        if payee is None or reason is not None:
            left_out.append((claim, reason or ""))
        else:
            payable.append((claim, payee))
    return Sorted(tuple(payable), tuple(left_out))


async def _lines(tx: Transaction, payable: Sequence[tuple[Claim, Payee]]) -> tuple[BatchLine, ...]:
    attempts = await Batches(tx).attempts([claim.id for claim, _ in payable])
    return tuple(
        BatchLine(
            id=tx.new_id(),
            order_no=order_number(claim.id),
            attempt=attempts.get(claim.id, 0) + 1,
            claim_id=claim.id,
            provider_id=claim.unit.provider_id,
            payee_id=payee.id,
            amount_fen=claim.reserved_fen,
        )
        for claim, payee in payable
    )


async def _collect(tx: Transaction, claim: Claim, batch_id: UUID) -> None:
    """Move the unit's money into the batch: not by the hand that approved the claim."""
    maker = tx.actor.person_id
    require_other_person(maker, act="prepare", earlier={"approve_claim": claim.approved_by})
    assert claim.budget_id is not None
    assert claim.tip_id is not None
    line = await Budgets(tx).get(claim.budget_id)
    require_allowed(line.use_line, claim.unit.claim_kind, USES, law_date(tx.now))
    ledger = Ledger(tx, claim.unit.org_id)
    by = Authority(maker, tx.now, claim.approved_by)
    owed = await ledger.get(claim.tip_id)
    collected = follow(owed, TransferKind.COLLECT, by=by, batch_id=batch_id)
    await ledger.enter(collected)
    await Claims(tx).save(replace(claim.collect(batch_id), tip_id=collected.id))


async def _batch(tx: Transaction, batch_id: UUID, org_id: str, lines: Sequence[BatchLine]) -> Batch:
    rule = await people_rule_on(tx, org_id, law_date(tx.now))
    return Batch(
        id=batch_id,
        org_id=org_id,
        state=BatchState.PREPARED,
        claim_count=len(lines),
        total_fen=sum(line.amount_fen for line in lines),
        people_min=rule.people_min,
        people_rule=rule.id,
        prepared_by=tx.actor.person_id,
    )
