"""Use case: new people in a matter - keep their tokens, and check the handler for conflicts again."""

from collections.abc import Mapping
from uuid import UUID

from services.assignment.domain.conflicts import CaseTokens, check_conflicts
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def check_parties(
    tx: Transaction, *, matter_id: UUID, people: Mapping[str, frozenset[str]]
) -> None:
    """律师法 39; 刑诉法解释 43(2): what the new tokens hit is on record; a person replaces the lawyer."""
    holdings = Holdings(tx)
    for held in await StageAssignments(tx).of_matter(matter_id):
        fresh = CaseTokens(
            stage_assignment_id=held.id, matter_id=matter_id, co_accused=frozenset(), **people
        )
        await holdings.keep_tokens(fresh)
        tx.record(held.clock_subject, "conflicts.recheck", rules=await _hits(tx, held))


async def _hits(tx: Transaction, held: StageAssignment) -> list[str]:
    """The conflict rules that speak against the handler now."""
    if held.handler is None:
        return []
    holdings = Holdings(tx)
    tokens = await holdings.tokens_of(held)
    proof = check_conflicts(
        tokens,
        holdings=await holdings.sharing(tokens),
        helps=await holdings.helps(tokens),
        searched_count=await holdings.count(),
        on=law_date(tx.now),
    )
    return sorted({hit.rule for hit in proof.hits if hit.provider_id == held.named.provider_id})
