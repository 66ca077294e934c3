"""API: what budgets and appropriations look like on the wire."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payment.domain.budgets import APPROPRIATION_ACTS, Appropriation
from services.payment.usecases.propose_appropriation import AppropriationProposal
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out

FEN_MAX = 10_000_000_000_00
YEAR_MIN, YEAR_MAX = 2022, 2100


class AppropriationIn(Body):
    """Money given to one line of one year by a numbered document."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "fiscal_year": 2026,
                    "fund_source": "county",
                    "use_line": "case",
                    "amount_fen": 50000000,
                    "document_no": "DEMO-2026-B1",
                }
            ]
        }
    )

    fiscal_year: int = Field(ge=YEAR_MIN, le=YEAR_MAX)
    fund_source: str = Field(max_length=40)
    use_line: str = Field(max_length=40)
    amount_fen: int = Field(ge=1, le=FEN_MAX)
    document_no: str = Field(min_length=1, max_length=100)

    def proposal(self) -> AppropriationProposal:
        return AppropriationProposal(**self.model_dump())


class ReversalIn(Body):
    reason_code: str = Field(max_length=40)


class AppropriationOut(Answer):
    id: UUID
    agency_org_id: str
    budget_id: UUID
    amount_fen: int
    document_no: str
    state: str
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, given: Appropriation, roles: frozenset[str]) -> "AppropriationOut":
        return cls(
            id=given.id,
            agency_org_id=given.org_id,
            budget_id=given.budget_id,
            amount_fen=given.amount_fen,
            document_no=given.document_no,
            state=given.state,
            version=given.version,
            allowed_actions=allowed_actions_out(
                APPROPRIATION_ACTS.allowed_actions(given.state, roles)
            ),
        )


class BudgetOut(Answer):
    """One line with where its money stands, from the ledger; ``unfunded_fen`` has no money yet."""

    id: UUID
    agency_org_id: str
    fiscal_year: int
    fund_source: str
    use_line: str
    appropriated_fen: int
    free_fen: int
    unfunded_fen: int
    reserved_fen: int
    payable_fen: int
    in_batch_fen: int
    paid_fen: int

    @classmethod
    def of(cls, row: Any, balances: Mapping[str, int]) -> "BudgetOut":
        return cls(
            id=row.id,
            agency_org_id=row.org_id,
            fiscal_year=row.fiscal_year,
            fund_source=row.fund_source,
            use_line=row.use_line,
            appropriated_fen=-balances.get("appropriation", 0),
            free_fen=balances.get("budget", 0),
            unfunded_fen=-balances.get("unfunded", 0),
            reserved_fen=balances.get("reserved", 0),
            payable_fen=balances.get("payable", 0),
            in_batch_fen=balances.get("in_batch", 0),
            paid_fen=balances.get("paid", 0),
        )
