"""Domain: the double-entry ledger. A transfer is one row with a debit and a credit account, so the
books balance by construction; a unit's money walks a chain in which every step resolves the last.
"""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from uuid import UUID

from services.payment.domain.accounts import Account, AccountKind, account
from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict

_TRANSFER_SPACE = UUID("6e1f6d0a-3f0b-5b52-9a54-0c9f54a0c2d1")


class TransferKind(StrEnum):
    APPROPRIATE = "appropriate"  # the budget is given
    RESERVE = "reserve"  # a unit of work is assigned
    COVER = "cover"  # money arrives for an unfunded commitment
    VOID = "void"  # the commitment ends without payment
    ACCRUE = "accrue"  # the closing file passed, the attendance is confirmed
    COLLECT = "collect"  # into a batch
    SEND_BACK = "send_back"  # out of the batch: returned by a person, or failed at the bank
    POST = "post"  # the bank says that it is paid
    REVERSE = "reverse"  # corrects an earlier transfer, which stays


CHAIN = frozenset(
    {
        TransferKind.VOID,
        TransferKind.ACCRUE,
        TransferKind.COLLECT,
        TransferKind.SEND_BACK,
        TransferKind.POST,
    }
)

_CHAIN_DEBITS: dict[TransferKind, AccountKind] = {
    TransferKind.ACCRUE: AccountKind.PAYABLE,
    TransferKind.COLLECT: AccountKind.IN_BATCH,
    TransferKind.SEND_BACK: AccountKind.PAYABLE,
    TransferKind.POST: AccountKind.PAID,
}
_CHAIN_CREDITS: dict[TransferKind, frozenset[AccountKind]] = {
    TransferKind.VOID: frozenset({AccountKind.RESERVED, AccountKind.PAYABLE}),
    TransferKind.ACCRUE: frozenset({AccountKind.RESERVED}),
    TransferKind.COLLECT: frozenset({AccountKind.PAYABLE}),
    TransferKind.SEND_BACK: frozenset({AccountKind.IN_BATCH}),
    TransferKind.POST: frozenset({AccountKind.IN_BATCH}),
}


class TransferOutOfPlace(Conflict):
    """The unit's money does not stand where this transfer would take it from.

    Facts: ``kind``, ``stands_in``.
    """


class UnitAlreadyCommitted(Conflict):
    """The unit has a live reservation: the same work is never paid twice (P-04)."""


class LedgerStopped(Conflict):
    """An invariant is broken: nothing is paid until a person has found out why.

    Facts: ``since``, ``faults``.
    """


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One movement, never changed. ``resolves_id`` is the step of its unit that it continues."""

    id: UUID
    org_id: str
    budget_id: UUID
    kind: TransferKind
    debit_account: str
    credit_account: str
    amount_fen: int
    effective_at: datetime
    created_by: str
    approved_by: str | None = None
    claim_id: UUID | None = None
    unit_key: str | None = None
    generation: int = 0
    resolves_id: UUID | None = None
    correction_of: UUID | None = None
    batch_id: UUID | None = None
    rate_row_id: str | None = None
    reason_code: str | None = None

    @property
    def digest(self) -> str:
        """What the audit chain keeps of this row."""
        return digest({field.name: _text(getattr(self, field.name)) for field in fields(self)})


def _text(value: object) -> str | None:
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds")
    return None if value is None else str(value)


@dataclass(frozen=True)
class Authority:
    """Who makes a transfer, who approved it, and when it takes effect."""

    created_by: str
    at: datetime
    approved_by: str | None = None


def appropriate(
    *, key: UUID, org_id: str, budget_id: UUID, amount_fen: int, by: Authority
) -> Transfer:
    """Enter an approved appropriation: it needs two people, like every other money act."""
    return Transfer(
        id=transfer_id(TransferKind.APPROPRIATE, key, 0),
        org_id=org_id,
        budget_id=budget_id,
        kind=TransferKind.APPROPRIATE,
        debit_account=str(Account(budget_id, AccountKind.BUDGET)),
        credit_account=str(Account(budget_id, AccountKind.APPROPRIATION)),
        amount_fen=amount_fen,
        effective_at=by.at,
        created_by=by.created_by,
        approved_by=by.approved_by,
    )


@dataclass(frozen=True)
class Commitment:
    """What a reservation is made for."""

    org_id: str
    budget_id: UUID
    claim_id: UUID
    unit_key: str
    generation: int  # how often this unit was reserved and voided before
    amount_fen: int
    rate_row_id: str


def reserve(what: Commitment, *, funded: bool, by: Authority) -> Transfer:
    """Commit money to a unit; where the budget is short it comes from ``unfunded`` (P-02)."""
    source = AccountKind.BUDGET if funded else AccountKind.UNFUNDED
    return Transfer(
        id=transfer_id(TransferKind.RESERVE, what.claim_id, what.generation),
        org_id=what.org_id,
        budget_id=what.budget_id,
        kind=TransferKind.RESERVE,
        debit_account=str(Account(what.budget_id, AccountKind.RESERVED)),
        credit_account=str(Account(what.budget_id, source)),
        amount_fen=what.amount_fen,
        effective_at=by.at,
        created_by=by.created_by,
        claim_id=what.claim_id,
        unit_key=what.unit_key,
        generation=what.generation,
        rate_row_id=what.rate_row_id,
    )


def cover(reservation: Transfer, *, by: Authority) -> Transfer:
    """Money has arrived for an unfunded reservation: the budget takes its place."""
    return Transfer(
        id=transfer_id(TransferKind.COVER, _claim(reservation), reservation.generation),
        org_id=reservation.org_id,
        budget_id=reservation.budget_id,
        kind=TransferKind.COVER,
        debit_account=str(Account(reservation.budget_id, AccountKind.UNFUNDED)),
        credit_account=str(Account(reservation.budget_id, AccountKind.BUDGET)),
        amount_fen=reservation.amount_fen,
        effective_at=by.at,
        created_by=by.created_by,
        claim_id=reservation.claim_id,
        unit_key=reservation.unit_key,
        generation=reservation.generation,
    )


def follow(
    last: Transfer,
    kind: TransferKind,
    *,
    by: Authority,
    batch_id: UUID | None = None,
    reason_code: str | None = None,
    funded: bool = True,
) -> Transfer:
    """The next step of a unit's chain: the whole amount moves on from where it stands.

    ``funded`` matters for a void only: what was never covered goes back to ``unfunded``.
    Raises TransferOutOfPlace.
    """
    stands_in = account(last.debit_account).kind
    if stands_in not in _CHAIN_CREDITS[kind]:
        raise TransferOutOfPlace(kind=str(kind), stands_in=str(stands_in))
    home = AccountKind.BUDGET if funded else AccountKind.UNFUNDED
    return Transfer(
        id=_derived(last.id, str(kind)),
        org_id=last.org_id,
        budget_id=last.budget_id,
        kind=kind,
        debit_account=str(Account(last.budget_id, _CHAIN_DEBITS.get(kind, home))),
        credit_account=last.debit_account,
        amount_fen=last.amount_fen,
        effective_at=by.at,
        created_by=by.created_by,
        approved_by=by.approved_by,
        claim_id=last.claim_id,
        unit_key=last.unit_key,
        generation=last.generation,
        resolves_id=last.id,
        batch_id=batch_id,
        rate_row_id=last.rate_row_id,
        reason_code=reason_code,
    )


def reverse(wrong: Transfer, *, reason_code: str, by: Authority) -> Transfer:
    """Correct an appropriation by an opposite entry; the wrong one stays, corrected once.

    A unit's money is corrected by walking its chain back (send_back, void), never from outside it.
    Raises TransferOutOfPlace.
    """
    if wrong.kind is not TransferKind.APPROPRIATE:
        raise TransferOutOfPlace(kind="reverse", stands_in=wrong.debit_account.partition("/")[2])
    return Transfer(
        id=_derived(wrong.id, str(TransferKind.REVERSE)),
        org_id=wrong.org_id,
        budget_id=wrong.budget_id,
        kind=TransferKind.REVERSE,
        debit_account=wrong.credit_account,
        credit_account=wrong.debit_account,
        amount_fen=wrong.amount_fen,
        effective_at=by.at,
        created_by=by.created_by,
        approved_by=by.approved_by,
        correction_of=wrong.id,
        reason_code=reason_code,
    )


def transfer_id(kind: TransferKind, key: UUID, attempt: int) -> UUID:
    """The id comes from the business key, so the same act can never be entered twice."""
    return _derived(_TRANSFER_SPACE, f"{kind}/{key}/{attempt}")


def _claim(transfer: Transfer) -> UUID:
    assert transfer.claim_id is not None, "only a unit's reservation can be covered"
    return transfer.claim_id


def _derived(space: UUID, name: str) -> UUID:
    return UUID(bytes=sha256(space.bytes + name.encode()).digest()[:16], version=5)
