"""Use case: one person enters money that a numbered document gives to a budget line."""

from dataclasses import dataclass

from services.payment.domain.budgets import Appropriation, AppropriationState, BudgetLine
from services.payment.policy import CODE_LISTS
from services.payment.store.budgets import Appropriations, Budgets
from shared.db.transaction import Transaction


@dataclass(frozen=True)
class AppropriationProposal:
    fiscal_year: int
    fund_source: str
    use_line: str
    amount_fen: int
    document_no: str


async def propose_appropriation(
    tx: Transaction, *, org_id: str, proposal: AppropriationProposal
) -> Appropriation:
    """Keep the proposal; no money exists until a second person approves. Raises CodeUnknown."""
    CODE_LISTS["fund_sources"].require(proposal.fund_source, pointer="/fund_source")
    CODE_LISTS["use_lines"].require(proposal.use_line, pointer="/use_line")
    line = await Budgets(tx).open(
        BudgetLine(
            id=tx.new_id(),
            org_id=org_id,
            fiscal_year=proposal.fiscal_year,
            fund_source=proposal.fund_source,
            use_line=proposal.use_line,
        )
    )
    given = Appropriation(
        id=tx.new_id(),
        org_id=org_id,
        budget_id=line.id,
        amount_fen=proposal.amount_fen,
        document_no=proposal.document_no,
        state=AppropriationState.PROPOSED,
        proposed_by=tx.actor.person_id,
    )
    await Appropriations(tx).add(given)
    tx.record(f"budget/{line.id}", "appropriation.propose", amount_fen=given.amount_fen)
    return given
