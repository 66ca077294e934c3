"""Use case: weigh the whole registry for one case. Reads only, so looking has no effect."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from services.assignment.domain.conflicts import ConflictProof, check_conflicts
from services.assignment.domain.match_record import (
    MatchRecord,
    inputs_of,
    proof_of,
    result_of,
)
from services.assignment.domain.matching import Ranking, Weights, rank
from services.assignment.domain.qualification import Candidate, CaseNeed
from services.assignment.domain.registry import Firm, Provider
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import RULES, weights_on
from services.assignment.store.holdings import Holdings
from services.assignment.store.match_records import MatchRecords
from services.assignment.store.registry import Registry
from services.assignment.store.stage_assignments import StageAssignments
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True)
class Matching:
    """The question, the answer, and what the answer rests on."""

    need: CaseNeed
    ranking: Ranking
    weights: Weights
    proof: ConflictProof
    providers: dict[UUID, Provider]
    firms: dict[UUID, Firm]


async def rank_candidates(tx: Transaction, held: StageAssignment) -> Matching:
    """Rank every provider of the city on today's law date.

    The tie-break seed is the stage assignment's id: the same question gives the same list.
    """
    on = law_date(tx.now)
    registry, holdings = Registry(tx), Holdings(tx)
    weights = weights_on(on)
    proof = await _conflicts(holdings, held, tx)
    beside = await StageAssignments(tx).beside(held)
    need = held.facts.need(held.id, on=on, handlers_already=beside)
    providers = await registry.providers()
    firms = await registry.firms()
    candidates = [_plain(p, firms[p.firm_id], need, proof) for p in providers]
    candidates = await _with_load(registry, holdings, candidates, held=held, weights=weights, on=on)
    ranking = rank(need, candidates, rules=RULES, weights=weights, seed=str(held.id))
    return Matching(need, ranking, weights, proof, {p.id: p for p in providers}, firms)


async def keep_record(
    tx: Transaction,
    held: StageAssignment,
    matching: Matching,
    *,
    purpose: str,
    firm_id: UUID,
    provider_id: UUID | None,
    override_reason: str | None,
) -> MatchRecord:
    """Write down the choice with all it rests on (N1, N9)."""
    record = MatchRecord(
        id=tx.new_id(),
        stage_assignment_id=held.id,
        purpose=purpose,
        inputs=inputs_of(matching.need, matching.ranking, matching.weights),
        result=result_of(matching.ranking),
        proof=proof_of(matching.proof),
        chosen_firm_id=firm_id,
        chosen_provider_id=provider_id,
        override_reason=override_reason,
        made_by=tx.actor.person_id,
        made_at=tx.now,
    )
    await MatchRecords(tx).add(record, held)
    return record


async def _conflicts(holdings: Holdings, held: StageAssignment, tx: Transaction) -> ConflictProof:
    tokens = await holdings.tokens_of(held)
    return check_conflicts(
        tokens,
        holdings=await holdings.sharing(tokens),
        helps=await holdings.helps(tokens),
        searched_count=await holdings.count(),
        on=law_date(tx.now),
    )


def _plain(person: Provider, firm: Firm, need: CaseNeed, proof: ConflictProof) -> Candidate:
    hits = sorted({hit.rule for hit in proof.hits if hit.provider_id == person.id})
    return Candidate(
        provider_id=person.id,
        firm_id=person.firm_id,
        kind=person.kind,
        standing=person.standing_on(need.on),
        firm_standing=firm.standing,
        licensed_on=person.licensed_on,
        criminal_defense_since=person.criminal_defense_since,
        minors_experience=person.minors_experience,
        left_bench_on=person.left_bench_on,
        gender=person.gender,
        specialities=person.specialities,
        languages=person.languages,
        capacity=person.capacity,
        conflicts=tuple(hits),
    )


async def _with_load(
    registry: Registry,
    holdings: Holdings,
    candidates: list[Candidate],
    *,
    held: StageAssignment,
    weights: Weights,
    on: date,
) -> list[Candidate]:
    open_counts = await holdings.open_counts()
    recent = await holdings.recent_counts(on - timedelta(days=weights.recent_window_days))
    ratings = await registry.ratings()
    prior = await holdings.handlers_of(held.facts.matter_id)
    return [
        replace(
            candidate,
            open_count=open_counts[candidate.provider_id],
            recent_count=recent[candidate.provider_id],
            rating_tenths=ratings.get(candidate.provider_id),
            prior_handler=candidate.provider_id in prior,
        )
        for candidate in candidates
    ]
