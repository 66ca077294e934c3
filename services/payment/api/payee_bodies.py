"""API: what bank accounts look like on the wire: in full on the way in, masked on the way out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict, Field

from services.payment.domain.payees import PAYEE_ACTS, PayeeState
from services.payment.store.payees import AccountDetails
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.security.masking import mask_account, mask_name


class PayeeIn(Body):
    """Your own account, as the bank knows it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "holder": "赵示例",
                    "bank": "示例银行昆都仑支行",
                    "account_number": "6200000000000001",
                }
            ]
        }
    )

    holder: str = Field(min_length=1, max_length=60)
    bank: str = Field(min_length=1, max_length=100)
    account_number: str = Field(min_length=1, max_length=40)

    def details(self) -> AccountDetails:
        return AccountDetails(self.holder, self.bank, self.account_number)


class PayeeDecisionIn(Body):
    """``verified``: the account was compared with its evidence and belongs to the person."""

    verified: bool


class PayeeOut(Answer):
    id: UUID
    provider_id: UUID
    provider_name: str | None
    license_no: str | None
    holder: str
    bank: str
    account_number: str
    state: str
    created_at: datetime
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, row: Any, details: AccountDetails, roles: frozenset[str]) -> "PayeeOut":
        state = PayeeState(row.state)
        return cls(
            id=row.id,
            provider_id=row.provider_id,
            provider_name=row.provider_name,
            license_no=row.license_no,
            holder=mask_name(details.holder),
            bank=details.bank,
            account_number=mask_account(details.account_number),
            state=state,
            created_at=row.created_at,
            version=row.version,
            allowed_actions=allowed_actions_out(PAYEE_ACTS.allowed_actions(state, roles)),
        )
