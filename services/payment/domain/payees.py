"""Domain: where a lawyer's money goes. An account counts only after a second person verified it."""

from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.payment.domain.separation import require_other_person
from shared.kernel.refusals import Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable

ACCOUNT_DIGITS_MIN, ACCOUNT_DIGITS_MAX = 8, 32

MISSING = "payee_missing"
UNVERIFIED = "payee_unverified"


class PayeeState(StrEnum):
    REGISTERED = "registered"
    VERIFIED = "verified"
    REFUSED = "refused"
    REPLACED = "replaced"  # a newer account of the same person was verified


_VERIFIERS = frozenset({"finance_reviewer"})

PAYEE_ACTS = TransitionTable(
    (
        Transition("verify", frozenset({PayeeState.REGISTERED}), PayeeState.VERIFIED, _VERIFIERS),
        Transition("refuse", frozenset({PayeeState.REGISTERED}), PayeeState.REFUSED, _VERIFIERS),
    )
)


class PayeeNotFound(NotFound):
    """No such account."""


class AccountNumberMalformed(NotUnderstood):
    """Digits only, of a length that banks use. The number itself is never echoed."""


class ProviderNotKnown(Forbidden):
    """This account is not linked to a registered provider, so it has no subsidy to receive."""


@dataclass(frozen=True)
class Payee:
    """A person's own bank account; holder, bank and number are sealed outside the domain (A17)."""

    id: UUID
    provider_id: UUID
    state: PayeeState
    registered_by: str
    verified_by: str | None = None
    version: int = 1

    def verify(self, *, by: str) -> "Payee":
        """Raises ActNotAllowedNow, SamePersonActsTwice."""
        return self._decide("verify", by)

    def refuse(self, *, by: str) -> "Payee":
        """Raises ActNotAllowedNow, SamePersonActsTwice."""
        return self._decide("refuse", by)

    def _decide(self, act: str, by: str) -> "Payee":
        state = PAYEE_ACTS.after(self.state, act)
        require_other_person(by, act=act, earlier={"register": self.registered_by})
        return replace(self, state=state, verified_by=by)


def account_number(text: str) -> str:
    """The digits of an account number without spaces. Raises AccountNumberMalformed."""
    digits = text.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        raise AccountNumberMalformed(pointer="/account_number")
    if not ACCOUNT_DIGITS_MIN <= len(digits) <= ACCOUNT_DIGITS_MAX:
        raise AccountNumberMalformed(pointer="/account_number")
    return digits


def missing_reason(payee: Payee | None) -> str | None:
    """Why a claim cannot go to the bank yet, as a code; None where its account is verified."""
    if payee is None:
        return MISSING
    return None if payee.state is PayeeState.VERIFIED else UNVERIFIED
