"""Store: representations; who the representative is stays sealed under the matter's key."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.applying import Capacity
from services.intake.domain.matter import Person
from services.intake.domain.representation import (
    Representation,
    RepresentationNotFound,
    RepresentationScope,
)
from services.intake.store.entry_tables import representation
from services.intake.store.forms import person_text
from services.intake.store.matters import matter_key
from shared.db.transaction import Transaction

PERSON_CELL = "representation.person"
OF_MATTER_MAX = 100


class Representations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, representation_id: UUID) -> Representation:
        """Raises RepresentationNotFound, also for what is not yours."""
        query = self._tx.scoped(representation).where(representation.c.id == representation_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise RepresentationNotFound()
        return representation_of(row)

    async def of_application(self, application_id: UUID) -> Sequence[Representation]:
        """Those that the reader may see: all for the agency, the own ones for a representative."""
        query = self._tx.scoped(representation).where(
            representation.c.application_id == application_id
        )
        rows = await self._tx.execute(query.order_by(representation.c.id).limit(OF_MATTER_MAX))
        return [representation_of(row) for row in rows]

    async def add(self, fresh: Representation, person: Person) -> None:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(fresh.matter_id))
        await self._tx.execute(
            insert(representation).values(
                id=fresh.id,
                org_id=fresh.agency_org_id,
                matter_id=fresh.matter_id,
                application_id=fresh.application_id,
                subject=fresh.subject,
                capacity=str(fresh.capacity),
                proof_code=fresh.proof_code,
                scope=str(fresh.scope),
                until_on=fresh.until_on,
                person_sealed=cipher.seal(PERSON_CELL, person_text(person)),
                given_at=fresh.given_at,
                given_by=fresh.given_by,
            )
        )

    async def save_end(self, ended: Representation) -> None:
        await self._tx.execute(
            update(representation)
            .where(representation.c.id == ended.id, representation.c.ended_at.is_(None))
            .values(ended_at=ended.ended_at, end_reason_code=ended.end_reason_code)
        )


def representation_of(row: Row[Any]) -> Representation:
    return Representation(
        id=row.id,
        matter_id=row.matter_id,
        application_id=row.application_id,
        agency_org_id=row.org_id,
        subject=row.subject,
        capacity=Capacity(row.capacity),
        proof_code=row.proof_code,
        scope=RepresentationScope(row.scope),
        until_on=row.until_on,
        given_at=row.given_at,
        given_by=row.given_by,
        ended_at=row.ended_at,
        end_reason_code=row.end_reason_code,
    )
