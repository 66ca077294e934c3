"""API: what rate cards look like on the wire."""

from datetime import date
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payment.domain.rates import ANY, RATE_ACTS, CostBasis, RateRow
from services.payment.usecases.propose_rate_row import RateProposal
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

CODE = r"^[A-Za-z0-9_]+$"
FEN_MAX = 100_000_000_00


class CostBasisIn(Body):
    """直接费用 + 服务天数 x 日平均工资 (司发通〔2019〕27号)."""

    direct_cost_fen: int = Field(ge=0, le=FEN_MAX)
    service_days: int = Field(ge=0, le=366)
    daily_wage_fen: int = Field(ge=0, le=FEN_MAX)
    wage_source: str = Field(min_length=1, max_length=200)


class RateRowIn(Body):
    """One dated amount; ``any`` where the row names no service, stage or procedure of its own."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "civil",
                    "service": "any",
                    "stage": "any",
                    "procedure": "any",
                    "amount_fen": 150000,
                    "document_no": "DEMO-2026-1",
                    "basis": {
                        "direct_cost_fen": 30000,
                        "service_days": 4,
                        "daily_wage_fen": 30000,
                        "wage_source": "演示数据",
                    },
                    "valid_from": "2026-01-01",
                    "valid_to": None,
                }
            ]
        }
    )

    kind: str = Field(pattern=CODE, max_length=40)
    service: str = Field(ANY, pattern=CODE, max_length=40)
    stage: str = Field(ANY, pattern=CODE, max_length=40)
    procedure: str = Field(ANY, pattern=CODE, max_length=40)
    amount_fen: int = Field(ge=1, le=FEN_MAX)
    document_no: str | None = Field(None, min_length=1, max_length=100)
    basis: CostBasisIn
    valid_from: date
    valid_to: date | None = None

    def proposal(self) -> RateProposal:
        return RateProposal(
            **self.model_dump(exclude={"basis"}), basis=CostBasis(**self.basis.model_dump())
        )


class RateEndIn(Body):
    last_day: date


class CostBasisOut(Answer):
    direct_cost_fen: int
    service_days: int
    daily_wage_fen: int
    wage_source: str
    figure_fen: int


class RateRowOut(Answer):
    id: UUID
    agency_org_id: str
    kind: str
    service: str
    stage: str
    procedure: str
    amount_fen: int
    document_no: str | None
    basis: CostBasisOut
    valid_from: date
    valid_to: date | None
    state: str
    digest: str
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, row: RateRow, roles: frozenset[str]) -> "RateRowOut":
        return cls(
            id=row.id,
            agency_org_id=row.org_id,
            kind=row.kind,
            service=row.service,
            stage=row.stage,
            procedure=row.procedure,
            amount_fen=row.amount_fen,
            document_no=row.document_no,
            basis=CostBasisOut(**vars(row.basis), figure_fen=row.basis.figure_fen),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            state=row.state,
            digest=row.ref.digest,
            version=row.version,
            allowed_actions=allowed_actions_out(RATE_ACTS.allowed_actions(row.state, roles)),
        )


class SubsidyRangeOut(Answer):
    """The statutory range of one kind of work; ``note`` says what the paper leaves open."""

    id: str
    kind: str
    unit: str
    min_fen: int
    max_fen: int
    clause: str
    valid_from: date
    valid_to: date | None
    note: str

    @classmethod
    def of(cls, row: Any) -> "SubsidyRangeOut":
        return cls.model_validate(row)
