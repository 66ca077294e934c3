"""Store: documents with their sealed facts; saved only where the version is still the one read."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.document import (
    Document,
    DocumentNotFound,
    DocumentNotVerified,
    Fact,
)
from services.intake.store.document_tables import document
from services.intake.store.matters import matter_key
from shared.db.transaction import Transaction, VersionStale

FACTS_CELL = "document.facts"
_OWN = tuple(field.name for field in fields(Document) if field.name != "agency_org_id")


class Documents:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, document_id: UUID) -> Document:
        """Raises DocumentNotFound, also for what is not yours."""
        return document_of(await self._row(document_id))

    async def facts(self, document_id: UUID) -> dict[str, Fact]:
        """What the document says, opened."""
        row = await self._row(document_id)
        cipher = await self._tx.vault.cipher(self._tx, matter_key(row.matter_id))
        stored = json.loads(cipher.open(FACTS_CELL, row.facts_sealed))
        return {name: one if isinstance(one, str) else tuple(one) for name, one in stored.items()}

    async def add(self, fresh: Document, facts: Mapping[str, Fact]) -> None:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(fresh.matter_id))
        sealed = cipher.seal(FACTS_CELL, json.dumps(dict(facts), ensure_ascii=False))
        values = {name: getattr(fresh, name) for name in _OWN}
        await self._tx.execute(
            insert(document).values(**values, org_id=fresh.agency_org_id, facts_sealed=sealed)
        )

    async def withdraw(self, of: Document, *, reason_code: str) -> Document:
        """Raises VersionStale when somebody else was first."""
        saved = await self._tx.execute(
            update(document)
            .where(document.c.id == of.id, document.c.version == of.version)
            .values(
                withdrawn_at=self._tx.now,
                withdrawal_code=reason_code,
                version=document.c.version + 1,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(of.id)

    async def _row(self, document_id: UUID) -> Row[Any]:
        query = self._tx.scoped(document).where(document.c.id == document_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise DocumentNotFound()
        return row


def document_of(row: Row[Any]) -> Document:
    values = {name: row._mapping[name] for name in _OWN}
    return Document(**values, agency_org_id=row.org_id)


async def unprinted(tx: Transaction, *, limit: int, besides: frozenset[UUID]) -> Sequence[Document]:
    """Documents that nobody has printed yet, the oldest first."""
    query = tx.scoped(document).where(document.c.digest.is_(None))
    if besides:
        query = query.where(document.c.id.not_in(besides))
    order = (document.c.issued_at, document.c.id)
    return [document_of(row) for row in await tx.execute(query.order_by(*order).limit(limit))]


async def note_digest(tx: Transaction, document_id: UUID, digest: str) -> bool:
    """Keep the digest of the first printing; whether this was the first."""
    saved = await tx.execute(
        update(document)
        .where(document.c.id == document_id, document.c.digest.is_(None))
        .values(digest=digest)
    )
    return bool(saved.rowcount)


@dataclass(frozen=True)
class Verification:
    """What the public is told of a letter: nothing personal."""

    kind: str
    number: str
    agency_org_id: str
    issued_at: datetime
    digest: str | None
    withdrawn_at: datetime | None


async def verification_of(tx: Transaction, verify_code: str) -> Verification:
    """Raises DocumentNotVerified."""
    of = document.c
    columns = (of.kind, of.number, of.org_id, of.issued_at, of.digest, of.withdrawn_at)
    query = tx.scoped(document, *columns).where(of.verify_code == verify_code)
    row = (await tx.execute(query)).one_or_none()
    if row is None:
        raise DocumentNotVerified()
    return Verification(*row)
