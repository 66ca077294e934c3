"""Domain: the record of one choice - everything that a replay needs to give the same list (N1)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.assignment.domain.conflicts import ConflictProof
from services.assignment.domain.matching import Assessed, Ranking, Weights, rank
from services.assignment.domain.qualification import Candidate, CaseNeed, Constraint
from services.assignment.domain.registry import Standing
from shared.kernel.policy import canonical, digest
from shared.kernel.refusals import NotFound


class MatchRecordNotFound(NotFound):
    """No such record, or it is not yours."""


@dataclass(frozen=True, kw_only=True)
class MatchRecord:
    """Who was considered, what each rule and factor said, who was chosen by whom and why.

    ``inputs`` (the need, the candidates, the weights) suffice to compute the list again;
    ``result`` is the list as it was; ``digest`` seals both with the conflict proof.
    """

    id: UUID
    stage_assignment_id: UUID
    purpose: str  # unit | handler
    inputs: Mapping[str, Any]
    result: Mapping[str, Any]
    proof: Mapping[str, Any]
    chosen_firm_id: UUID
    chosen_provider_id: UUID | None
    override_reason: str | None
    made_by: str
    made_at: datetime

    @property
    def digest(self) -> str:
        return digest([self.inputs, self.result, self.proof])


def inputs_of(need: CaseNeed, ranking: Ranking, weights: Weights) -> dict[str, Any]:
    """The inputs as plain JSON values, candidates sorted by id."""
    everyone = [a.candidate for a in (*ranking.ranked, *ranking.removed)]
    everyone.sort(key=lambda candidate: str(candidate.provider_id))
    return _plain(
        {
            "need": asdict(need),
            "candidates": [asdict(candidate) for candidate in everyone],
            "weights": {**vars(weights), "factors": dict(weights.factors)},
            "seed": ranking.seed,
        }
    )


def result_of(ranking: Ranking) -> dict[str, Any]:
    """The list as plain JSON values: who, with every check and every factor."""
    return _plain(
        {
            "weights_version": ranking.weights_version,
            "weights_digest": ranking.weights_digest,
            "tie_break_seed": ranking.seed,
            "ranked": [_assessed(a) for a in ranking.ranked],
            "removed": [_assessed(a) for a in ranking.removed],
        }
    )


def proof_of(proof: ConflictProof) -> dict[str, Any]:
    return _plain(asdict(proof))


def replay(record: MatchRecord, rules: tuple[Constraint, ...]) -> bool:
    """Whether the recorded inputs give the recorded list again."""
    inputs = record.inputs
    ranking = rank(
        _need(inputs["need"]),
        [_candidate(row) for row in inputs["candidates"]],
        rules=rules,
        weights=_weights(inputs["weights"]),
        seed=str(inputs["seed"]),
    )
    return canonical(result_of(ranking)) == canonical(record.result)


def _assessed(assessed: Assessed) -> dict[str, Any]:
    return {
        "provider_id": assessed.candidate.provider_id,
        "firm_id": assessed.candidate.firm_id,
        "score": assessed.score,
        "tie_break": assessed.tie_break,
        "checks": [asdict(check) for check in assessed.checks],
        "factors": [asdict(factor) for factor in assessed.factors],
    }


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {str(key): _plain_value(value) for key, value in values.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Mapping):
        return _plain(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_plain_value(item) for item in value]
    if isinstance(value, (UUID, date)):
        return str(value)
    return value


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _need(row: Mapping[str, Any]) -> CaseNeed:
    return CaseNeed(
        **{
            **row,
            "stage_assignment_id": UUID(row["stage_assignment_id"]),
            "matter_id": UUID(row["matter_id"]),
            "on": date.fromisoformat(row["on"]),
        }
    )


def _candidate(row: Mapping[str, Any]) -> Candidate:
    days = ("licensed_on", "criminal_defense_since", "left_bench_on")
    lists = ("specialities", "languages", "conflicts")
    return Candidate(
        **{
            **row,
            **{name: _day(row[name]) for name in days},
            **{name: tuple(row[name]) for name in lists},
            "provider_id": UUID(row["provider_id"]),
            "firm_id": UUID(row["firm_id"]),
            "standing": Standing(row["standing"]),
            "firm_standing": Standing(row["firm_standing"]),
        }
    )


def _weights(row: Mapping[str, Any]) -> Weights:
    valid_from = date.fromisoformat(row["valid_from"])
    return Weights(**{**row, "valid_from": valid_from, "valid_to": _day(row["valid_to"])})
