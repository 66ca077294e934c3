"""Use case: reserve what a unit will cost, from the line that may pay for it, short or not."""

from dataclasses import replace

from services.payment.domain.budgets import BudgetLine, choose, own_fund_source, use_line_for
from services.payment.domain.claims import Claim
from services.payment.domain.events import BudgetExceeded, BudgetReserved
from services.payment.domain.ledger import Authority, Commitment, TransferKind, follow, reserve
from services.payment.domain.pricing import Price
from services.payment.policy import FUND_RULES, USES
from services.payment.store.budgets import Budgets
from services.payment.store.ledger import Ledger
from shared.db.transaction import Transaction

NEVER_CHOSEN = frozenset({"lottery_fund"})  # has rates and reports of its own: people decide


async def commit_money(tx: Transaction, claim: Claim, price: Price) -> Claim:
    """Reserve the price; where another figure was reserved before, void that one first.

    A shortfall is taken on unfunded and said aloud; it never blocks aid or a claim (P-02).
    """
    if claim.tip_id is not None and claim.reserved_fen == price.amount_fen:
        return claim
    claim = await release_money(tx, claim)
    if price.amount_fen == 0 or price.rate_row is None:
        return claim
    budgets = Budgets(tx)
    lines = await _lines(tx, claim)
    choice = choose(await budgets.available(lines), price.amount_fen)
    reservation = reserve(
        Commitment(
            org_id=claim.unit.org_id,
            budget_id=choice.line.id,
            claim_id=claim.id,
            unit_key=claim.unit.key,
            generation=claim.generation,
            amount_fen=price.amount_fen,
            rate_row_id=price.rate_row.row_id,
        ),
        funded=choice.funded,
        by=Authority(tx.actor.person_id, tx.now),
    )
    await Ledger(tx, claim.unit.org_id).enter(reservation)
    _say(tx, claim, choice.line, price.amount_fen, choice.short_fen)
    return replace(
        claim,
        budget_id=choice.line.id,
        reserved_fen=price.amount_fen,
        funded=choice.funded,
        tip_id=reservation.id,
    )


async def release_money(tx: Transaction, claim: Claim) -> Claim:
    """Void the reservation of a unit that is not yet payable; without one, nothing happens."""
    if claim.tip_id is None:
        return claim
    ledger = Ledger(tx, claim.unit.org_id)
    last = await ledger.get(claim.tip_id)
    by = Authority(tx.actor.person_id, tx.now)
    await ledger.enter(follow(last, TransferKind.VOID, by=by, funded=claim.funded))
    return replace(claim, tip_id=None, reserved_fen=0, funded=True, generation=claim.generation + 1)


async def _lines(tx: Transaction, claim: Claim) -> list[BudgetLine]:
    """The lines that may pay: the agency's own fund source first, then the others by age."""
    day = claim.priced_work.assigned_on or claim.priced_work.closed_on
    org_id, use_line = claim.unit.org_id, use_line_for(claim.unit.claim_kind, USES, day)
    own = BudgetLine(
        id=tx.new_id(),
        org_id=org_id,
        fiscal_year=day.year,
        fund_source=own_fund_source(org_id, FUND_RULES, day),
        use_line=use_line,
    )
    budgets = Budgets(tx)
    first = await budgets.open(own)
    others = await budgets.lines(org_id, day.year, use_line)
    return [
        first,
        *(line for line in others if line.id != first.id and line.fund_source not in NEVER_CHOSEN),
    ]


def _say(tx: Transaction, claim: Claim, line: BudgetLine, amount_fen: int, short_fen: int) -> None:
    unit = claim.unit
    if unit.matter_id is not None and unit.stage_assignment_id is not None:
        reserved = BudgetReserved(
            matter_id=unit.matter_id,
            stage_assignment_id=unit.stage_assignment_id,
            agency_org_id=unit.org_id,
            fund_source=line.fund_source,
            use_line=line.use_line,
            amount_fen=amount_fen,
        )
        tx.publish(reserved, tenant=unit.org_id)
    if short_fen:
        exceeded = BudgetExceeded(
            budget_id=line.id,
            agency_org_id=unit.org_id,
            fund_source=line.fund_source,
            use_line=line.use_line,
            short_fen=short_fen,
        )
        tx.publish(exceeded, tenant=unit.org_id)
