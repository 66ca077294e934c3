"""Use case: bring a claim's price and money up to what is known about its unit now."""

from dataclasses import replace

from services.payment.domain.claims import Claim, ClaimState
from services.payment.domain.events import ClaimHeld, ClaimPriced
from services.payment.domain.ledger import Authority, TransferKind, follow
from services.payment.domain.pricing import price
from services.payment.store.claims import Claims
from services.payment.store.ledger import Ledger
from services.payment.store.rates import RateRows
from services.payment.usecases.claim_facts import about
from services.payment.usecases.commit_money import commit_money, release_money
from shared.db.transaction import Transaction

_OPEN = (ClaimState.EXPECTED, ClaimState.HELD)


async def settle_claim(tx: Transaction, claim: Claim) -> Claim:
    """Reserve for a running unit; price and owe an earned one; else say what it waits for.

    Rate of the closing date (A15); no row means waiting, never a guess (P-01). Does not save.
    """
    if claim.state not in _OPEN:
        return claim
    rows = await RateRows(tx).for_work(claim.unit.work_kind)
    worth = price(claim.priced_work, rows)
    if claim.earned is None:
        return claim if worth is None else await commit_money(tx, claim, worth)
    shared = await Claims(tx).another_earned(claim.unit)
    settled = claim.settle(worth, stage_shared=shared)
    if settled.state is ClaimState.HELD:
        return _held(tx, claim, settled)
    return await _owed(tx, settled)


def _held(tx: Transaction, before: Claim, claim: Claim) -> Claim:
    if before.hold_reason != claim.hold_reason:
        assert claim.hold_reason is not None
        fact = ClaimHeld(
            **about(claim), claim_kind=claim.unit.claim_kind, reason_code=claim.hold_reason
        )
        tx.publish(fact, tenant=claim.unit.org_id)
    return claim


async def _owed(tx: Transaction, claim: Claim) -> Claim:
    worth = claim.price
    assert worth is not None
    fact = ClaimPriced(
        **about(claim),
        claim_kind=claim.unit.claim_kind,
        amount_fen=worth.amount_fen,
        rate_row_id=worth.rate_row.row_id if worth.rate_row else None,
    )
    tx.publish(fact, tenant=claim.unit.org_id)
    if claim.state is ClaimState.NOTHING_DUE:
        return await release_money(tx, claim)
    claim = await commit_money(tx, claim, worth)
    assert claim.tip_id is not None
    ledger = Ledger(tx, claim.unit.org_id)
    by = Authority(tx.actor.person_id, tx.now)
    owed = follow(await ledger.get(claim.tip_id), TransferKind.ACCRUE, by=by)
    await ledger.enter(owed)
    return replace(claim, tip_id=owed.id)
