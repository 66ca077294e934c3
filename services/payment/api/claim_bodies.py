"""API: what claims and their prices look like on the wire."""

from datetime import date, datetime
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payment.domain.claims import CLAIM_ACTS, Claim
from services.payment.domain.pricing import Price, PriceLine
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out


class VoidIn(Body):
    """The ground comes from the code list ``void_reasons``."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"reason_code": "assigned_in_error"}]}
    )

    reason_code: str = Field(max_length=40)


class PriceLineOut(Answer):
    """One line of the explanation; ``rate_row_id`` and ``digest`` cite the row behind it."""

    code: str
    arithmetic: str
    amount_fen: int
    clause: str
    rate_row_id: str | None
    digest: str | None
    source: str | None

    @classmethod
    def of(cls, line: PriceLine) -> "PriceLineOut":
        row = line.row
        return cls(
            code=line.code,
            arithmetic=line.arithmetic,
            amount_fen=line.amount_fen,
            clause=line.clause,
            rate_row_id=row.row_id if row else None,
            digest=row.digest if row else None,
            source=row.source if row else None,
        )


class PriceOut(Answer):
    """The closing date fixes the rate; the assignment date's figure stands beside it."""

    amount_fen: int
    rate_on: date
    lines: list[PriceLineOut]
    assigned_on: date | None
    assigned_figure_fen: int | None
    withheld_tax_fen: int

    @classmethod
    def of(cls, price: Price) -> "PriceOut":
        return cls(
            amount_fen=price.amount_fen,
            rate_on=price.rate_on,
            lines=[PriceLineOut.of(line) for line in price.lines],
            assigned_on=price.assigned_on,
            assigned_figure_fen=price.assigned_figure_fen,
            withheld_tax_fen=price.withheld_tax_fen,
        )


class ClaimOut(Answer):
    """``hold_reason``: what the claim waits for (code list ``hold_reasons``)."""

    id: UUID
    agency_org_id: str
    claim_kind: str
    kind: str
    service: str
    stage: str
    matter_id: UUID | None
    stage_assignment_id: UUID | None
    attendance_id: UUID | None
    provider_id: UUID
    public_post: bool
    state: str
    hold_reason: str | None
    assigned_on: date | None
    earned_on: date | None
    earned_at: datetime | None
    price: PriceOut | None
    reserved_fen: int
    funded: bool
    budget_id: UUID | None
    batch_id: UUID | None
    approved_at: datetime | None
    paid_on: date | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, claim: Claim, roles: frozenset[str]) -> "ClaimOut":
        unit = claim.unit
        return cls(
            id=claim.id,
            agency_org_id=unit.org_id,
            claim_kind=unit.claim_kind,
            kind=unit.kind,
            service=unit.service,
            stage=unit.stage,
            matter_id=unit.matter_id,
            stage_assignment_id=unit.stage_assignment_id,
            attendance_id=unit.attendance_id,
            provider_id=unit.provider_id,
            public_post=unit.public_post,
            state=claim.state,
            hold_reason=claim.hold_reason,
            assigned_on=claim.assigned.on if claim.assigned else None,
            earned_on=claim.earned.on if claim.earned else None,
            earned_at=claim.earned.at if claim.earned else None,
            price=PriceOut.of(claim.price) if claim.price else None,
            reserved_fen=claim.reserved_fen,
            funded=claim.funded,
            budget_id=claim.budget_id,
            batch_id=claim.batch_id,
            approved_at=claim.approved_at,
            paid_on=claim.paid_on,
            version=claim.version,
            allowed_actions=allowed_actions_out(
                action
                for action in CLAIM_ACTS.allowed_actions(claim.state, roles)
                if action.act in PEOPLES_ACTS
            ),
        )


PEOPLES_ACTS = frozenset({"approve", "void"})
