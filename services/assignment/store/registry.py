"""Store: the city-wide registry of units and providers, and the ratings that quality sends."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from services.assignment.domain.registry import (
    Firm,
    FirmNotFound,
    Provider,
    ProviderNotFound,
    Standing,
    Suspension,
)
from services.assignment.store.tables import (
    firm,
    provider,
    provider_grade,
    provider_rating,
)
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction

IDENTITY_FIELD = "provider.identity_number"


class Registry:
    """Not tenant-bound: every agency of the city chooses from the same registry."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def firms(self) -> dict[UUID, Firm]:
        return {row.id: _firm(row) for row in await self._tx.execute(select(firm))}

    async def firm(self, firm_id: UUID) -> Firm:
        """Raises FirmNotFound."""
        rows = await self._tx.execute(select(firm).where(firm.c.id == firm_id))
        found = rows.one_or_none()
        if found is None:
            raise FirmNotFound(firm_id=str(firm_id))
        return _firm(found)

    async def providers(self) -> list[Provider]:
        query = select(provider).order_by(provider.c.id)
        return [_provider(row) for row in await self._tx.execute(query)]

    async def provider(self, provider_id: UUID) -> Provider:
        """Raises ProviderNotFound."""
        rows = await self._tx.execute(select(provider).where(provider.c.id == provider_id))
        found = rows.one_or_none()
        if found is None:
            raise ProviderNotFound(provider_id=str(provider_id))
        return _provider(found)

    async def put_firm(self, entry: Firm, *, known: bool) -> None:
        values = {**vars(entry), "standing": str(entry.standing)}
        if known:
            await self._tx.execute(update(firm).where(firm.c.id == entry.id).values(values))
        else:
            await self._tx.execute(insert(firm).values(values))

    async def put_provider(
        self, entry: Provider, *, known: bool, identity_number: str | None
    ) -> None:
        """Write the register entry; an identity number is sealed under the provider's own key."""
        values = {**_provider_row(entry), "updated_at": self._tx.now}
        if identity_number is not None:
            cipher = await self._tx.vault.cipher(self._tx, f"provider/{entry.id}")
            index = self._tx.vault.blind_index("identity_number", identity_number)
            values["identity_number_sealed"] = cipher.seal(IDENTITY_FIELD, identity_number)
            values["identity_number_index"] = index
        if known:
            change = update(provider).where(provider.c.id == entry.id).values(values)
            await self._tx.execute(change)
        else:
            await self._tx.execute(insert(provider).values(values))

    async def ratings(self) -> dict[UUID, int]:
        """The standing rating of everyone rated, in tenths."""
        rows = await self._tx.execute(select(provider_rating))
        return {row.provider_id: row.rating_tenths for row in rows}

    async def rate(
        self, provider_id: UUID, *, rating_tenths: int, review_count: int, as_of: datetime
    ) -> None:
        """Keep the newest rating, whatever the order of arrival."""
        values = {
            "provider_id": provider_id,
            "rating_tenths": rating_tenths,
            "review_count": review_count,
            "as_of": as_of,
        }
        await insert_missing(self._tx.connection, provider_rating, [values])
        held = provider_rating.c
        await self._tx.execute(
            update(provider_rating)
            .where(held.provider_id == provider_id)
            .where(
                (held.as_of < as_of) | ((held.as_of == as_of) & (held.review_count < review_count))
            )
            .values(values)
        )

    async def grade(self, values: Mapping[str, Any]) -> None:
        """Keep a final grade once per review."""
        await insert_missing(self._tx.connection, provider_grade, [dict(values)])


def _firm(row: Row[Any]) -> Firm:
    values = dict(row._mapping)
    return Firm(**{**values, "standing": Standing(values["standing"])})


def _provider(row: Row[Any]) -> Provider:
    suspension = None
    if row.suspended_from is not None:
        suspension = Suspension(row.suspended_from, row.suspended_to)
    return Provider(
        id=row.id,
        subject=row.subject,
        name=row.name,
        kind=row.kind,
        license_no=row.license_no,
        firm_id=row.firm_id,
        licensed_on=row.licensed_on,
        gender=row.gender,
        criminal_defense_since=row.criminal_defense_since,
        minors_experience=row.minors_experience,
        specialities=tuple(row.specialities),
        languages=tuple(row.languages),
        capacity=row.capacity,
        public_post=row.public_post,
        standing=Standing(row.standing),
        suspension=suspension,
        left_bench_on=row.left_bench_on,
        work_phone=row.work_phone,
    )


def _provider_row(entry: Provider) -> dict[str, Any]:
    values = {**vars(entry), "standing": str(entry.standing)}
    suspension = values.pop("suspension")
    values["suspended_from"] = suspension.since if suspension else None
    values["suspended_to"] = suspension.until if suspension else None
    values["specialities"] = list(entry.specialities)
    values["languages"] = list(entry.languages)
    return values
