"""API: what erasure orders take and give."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import ErasureBasis
from services.intake.domain.erasure import ERASURE_TABLE, ErasureOrder, ErasureState
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out


class ErasureIn(Body):
    """``document_no``: the number of the written decision behind the order."""

    basis_code: ErasureBasis
    document_no: str = Field(min_length=1, max_length=80)


class ErasureOut(Answer):
    id: UUID
    matter_id: UUID
    basis_code: str
    document_no: str
    state: ErasureState
    proposed_at: datetime
    settled_at: datetime | None
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, order: ErasureOrder, roles: frozenset[str]) -> "ErasureOut":
        names = [name for name in cls.model_fields if name != "allowed_actions"]
        return cls(
            **{name: getattr(order, name) for name in names},
            allowed_actions=allowed_actions_out(ERASURE_TABLE.allowed_actions(order.state, roles)),
        )
