"""Store: providers as their public register shows them, and their sealed bank accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from services.payment.domain.payees import Payee, PayeeNotFound, PayeeState, ProviderNotKnown
from services.payment.store.tables import payee, provider
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale
from shared.security.ciphers import ScopeCipher

_OWN = ("id", "provider_id", "registered_by", "verified_by", "version")


@dataclass(frozen=True)
class AccountDetails:
    """The account in clear: sealed on the way in, opened only for the bank's file."""

    holder: str
    bank: str
    account_number: str


class Payees:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, payee_id: UUID) -> Payee:
        """Raises PayeeNotFound."""
        rows = await self._tx.execute(select(payee).where(payee.c.id == payee_id))
        found = rows.one_or_none()
        if found is None:
            raise PayeeNotFound()
        return payee_of(found)

    async def add(self, fresh: Payee, details: AccountDetails) -> None:
        cipher = await self._cipher(fresh.provider_id)
        await self._tx.execute(
            insert(payee).values(
                **_values(fresh),
                created_at=self._tx.now,
                holder_sealed=cipher.seal("payee.holder", details.holder),
                bank_sealed=cipher.seal("payee.bank", details.bank),
                account_number_sealed=cipher.seal("payee.account_number", details.account_number),
                account_number_index=self._tx.vault.blind_index(
                    "account_number", details.account_number
                ),
            )
        )

    async def save(self, held: Payee) -> Payee:
        """Raises VersionStale."""
        result = await self._tx.execute(
            update(payee)
            .where(payee.c.id == held.id, payee.c.version == held.version)
            .values(**{**_values(held), "version": held.version + 1})
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(held, version=held.version + 1)

    async def replace_verified(self, provider_id: UUID) -> None:
        """Take a provider's verified account out of use, before a newer one takes its place."""
        await self._tx.execute(
            update(payee)
            .where(payee.c.provider_id == provider_id, payee.c.state == PayeeState.VERIFIED)
            .values(state=str(PayeeState.REPLACED), version=payee.c.version + 1)
        )

    async def of_providers(self, provider_ids: Sequence[UUID]) -> dict[UUID, Payee]:
        """The account that counts for each provider: the verified one, else the newest waiting."""
        rows = await self._tx.execute(
            select(payee)
            .where(payee.c.provider_id.in_(provider_ids))
            .where(payee.c.state.in_([str(PayeeState.VERIFIED), str(PayeeState.REGISTERED)]))
            .order_by(payee.c.state, payee.c.created_at)  # registered before verified
        )
        return {row.provider_id: payee_of(row) for row in rows}

    async def details(self, payee_ids: Sequence[UUID]) -> dict[UUID, AccountDetails]:
        """The accounts in clear, for the bank's file."""
        rows = await self._tx.execute(select(payee).where(payee.c.id.in_(payee_ids)))
        return {row.id: opened(await self._cipher(row.provider_id), row) for row in rows}

    async def _cipher(self, provider_id: UUID) -> ScopeCipher:
        return await self._tx.vault.cipher(self._tx, f"provider/{provider_id}")


def opened(cipher: ScopeCipher, row: Row[Any]) -> AccountDetails:
    return AccountDetails(
        holder=cipher.open("payee.holder", row.holder_sealed),
        bank=cipher.open("payee.bank", row.bank_sealed),
        account_number=cipher.open("payee.account_number", row.account_number_sealed),
    )


async def note_provider(
    tx: Transaction, provider_id: UUID, *, subject: str, name: str | None, license_no: str | None
) -> None:
    """Keep the public-register entry from whichever event brings it first; later ones refresh."""
    entry = {
        "id": provider_id,
        "subject": subject,
        "name": name,
        "license_no": license_no,
        "updated_at": tx.now,
    }
    if await insert_missing(tx.connection, provider, [entry]) or name is None:
        return
    await tx.execute(update(provider).where(provider.c.id == provider_id).values(**entry))


async def provider_of(tx: Transaction, subject: str) -> UUID:
    """The provider behind an account. Raises ProviderNotKnown."""
    rows = await tx.execute(select(provider.c.id).where(provider.c.subject == subject))
    found = rows.scalars().first()
    if found is None:
        raise ProviderNotKnown()
    return UUID(str(found))


def _values(held: Payee) -> dict[str, Any]:
    return {**{name: getattr(held, name) for name in _OWN}, "state": str(held.state)}


def payee_of(row: Row[Any]) -> Payee:
    values = row._mapping
    return Payee(**{name: values[name] for name in _OWN}, state=PayeeState(row.state))
