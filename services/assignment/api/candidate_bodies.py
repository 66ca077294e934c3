"""API: bodies of candidate lists and match records."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.assignment.domain.match_record import MatchRecord, replay
from services.assignment.domain.matching import Assessed
from services.assignment.policy import RULES
from services.assignment.usecases.rank_candidates import Matching
from shared.http.bodies import Answer

_ARTICLES = {rule.rule: rule.article for rule in RULES}


class CheckOut(Answer):
    """A hard rule's answer; ``reason`` is null where the rule lets pass."""

    rule: str
    article: str
    reason: str | None


class FactorOut(Answer):
    """A soft factor: ``value`` in thousandths times ``weight``."""

    name: str
    value: int
    weight: int


class CandidateOut(Answer):
    """``rank`` counts from 1; null for the removed."""

    rank: int | None
    provider_id: UUID
    provider_name: str
    provider_kind: str
    firm_id: UUID
    firm_name: str
    score: int
    checks: list[CheckOut]
    factors: list[FactorOut]


class RemovalOut(Answer):
    rule: str
    article: str
    count: int


class ConflictProofOut(Answer):
    checked_on: date
    case_digest: str
    searched_count: int
    compared_count: int
    compared_digest: str
    hit_count: int


class CandidatesOut(Answer):
    """Everybody of the registry: the qualified in order, the removed with the rule that bars them."""

    stage_assignment_id: UUID
    on: date
    weights_version: str
    weights_digest: str
    tie_break_seed: str
    ranked: list[CandidateOut]
    removed: list[CandidateOut]
    removed_by: list[RemovalOut]
    conflict_proof: ConflictProofOut

    @classmethod
    def of(cls, matching: Matching) -> "CandidatesOut":
        ranking, proof = matching.ranking, matching.proof
        return cls(
            stage_assignment_id=matching.need.stage_assignment_id,
            on=matching.need.on,
            weights_version=ranking.weights_version,
            weights_digest=ranking.weights_digest,
            tie_break_seed=ranking.seed,
            ranked=[_out(a, matching, n) for n, a in enumerate(ranking.ranked, start=1)],
            removed=[_out(assessed, matching, None) for assessed in ranking.removed],
            removed_by=[
                RemovalOut(rule=rule, article=_ARTICLES[rule], count=count)
                for rule, count in ranking.removed_by().items()
            ],
            conflict_proof=ConflictProofOut(
                checked_on=proof.checked_on,
                case_digest=proof.case_digest,
                searched_count=proof.searched_count,
                compared_count=proof.compared_count,
                compared_digest=proof.compared_digest,
                hit_count=len(proof.hits),
            ),
        )


class MatchRecordItem(Answer):
    id: UUID
    purpose: str
    chosen_firm_id: UUID
    chosen_provider_id: UUID | None
    override_reason: str | None
    made_by: str
    made_at: datetime
    digest: str


class MatchRecordOut(MatchRecordItem):
    """``replays``: whether the recorded inputs give the recorded list again (N1)."""

    stage_assignment_id: UUID
    inputs: dict[str, Any]
    result: dict[str, Any]
    proof: dict[str, Any]
    replays: bool

    @classmethod
    def of(cls, record: MatchRecord) -> "MatchRecordOut":
        own = {name: getattr(record, name) for name in cls.model_fields if hasattr(record, name)}
        return cls.model_validate({**own, "replays": replay(record, RULES)})


def _out(assessed: Assessed, matching: Matching, place: int | None) -> CandidateOut:
    who = assessed.candidate
    return CandidateOut(
        rank=place,
        provider_id=who.provider_id,
        provider_name=matching.providers[who.provider_id].name,
        provider_kind=who.kind,
        firm_id=who.firm_id,
        firm_name=matching.firms[who.firm_id].name,
        score=assessed.score,
        checks=[
            CheckOut(rule=c.rule, article=_ARTICLES[c.rule], reason=c.reason)
            for c in assessed.checks
        ],
        factors=[FactorOut.model_validate(factor) for factor in assessed.factors],
    )
