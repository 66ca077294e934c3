"""Store: objections with their sealed statement and ruling, and what later reviews said."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.objection import (
    Contested,
    ContestedKind,
    LaterReview,
    Objection,
    ObjectionAlreadyFiled,
    ObjectionNotFound,
    ObjectionState,
    ReviewKind,
    ReviewOutcome,
)
from services.intake.store.matters import matter_key
from services.intake.store.objection_tables import later_review, objection
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale

STATEMENT_CELL, REASONS_CELL = "objection.statement", "objection.reasons"
_OWN = (
    "id",
    "objection_no",
    "channel",
    "received_at",
    "posted_on",
    "late",
    "filed_by",
    "result_no",
    "decided_by",
    "decided_at",
    "corrected_by_id",
    "version",
)


class Objections:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, objection_id: UUID) -> Objection:
        """Raises ObjectionNotFound, also for what is not yours."""
        return objection_of(await self._row(objection_id))

    async def ordered(self, matter_id: UUID, kind: ContestedKind) -> Objection | None:
        """The order to correct that waits to be followed in this matter."""
        rows = await self._tx.execute(
            self._tx.scoped(objection).where(
                objection.c.matter_id == matter_id,
                objection.c.contested_kind == str(kind),
                objection.c.state == str(ObjectionState.CORRECTION_ORDERED),
            )
        )
        row = rows.one_or_none()
        return objection_of(row) if row else None

    async def statement(self, of: Objection) -> str:
        row = await self._row(of.id)
        return await self._opened(of.contested.matter_id, STATEMENT_CELL, row.statement_sealed)

    async def reasons(self, of: Objection) -> str | None:
        """The reasons of the ruling; None before it was made."""
        row = await self._row(of.id)
        if row.reasons_sealed is None:
            return None
        return await self._opened(of.contested.matter_id, REASONS_CELL, row.reasons_sealed)

    async def add(self, fresh: Objection, statement: str) -> None:
        """Raises ObjectionAlreadyFiled where this decision has one that was not withdrawn."""
        row = {
            **_values(fresh),
            "org_id": fresh.contested.bureau_org_id,
            "statement_sealed": await self._sealed(fresh, STATEMENT_CELL, statement),
            "updated_at": self._tx.now,
        }
        if not await insert_missing(self._tx.connection, objection, [row]):
            raise ObjectionAlreadyFiled()

    async def save(self, changed: Objection, *, reasons: str | None = None) -> Objection:
        """Raises VersionStale when somebody else was first."""
        values = {**_values(changed), "updated_at": self._tx.now, "version": changed.version + 1}
        if reasons is not None:
            values["reasons_sealed"] = await self._sealed(changed, REASONS_CELL, reasons)
        saved = await self._tx.execute(
            update(objection)
            .where(objection.c.id == changed.id, objection.c.version == changed.version)
            .values(**values)
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def add_review(self, of: Objection, review: LaterReview) -> None:
        await self._tx.execute(
            insert(later_review).values(
                id=review.id,
                org_id=of.contested.bureau_org_id,
                matter_id=of.contested.matter_id,
                objection_id=of.id,
                kind=str(review.kind),
                outcome=str(review.outcome),
                body_name=review.body_name,
                document_no=review.document_no,
                received_on=review.received_on,
                recorded_by=self._tx.actor.person_id,
                recorded_at=self._tx.now,
            )
        )

    async def reviews(self, of: Objection) -> tuple[LaterReview, ...]:
        """Oldest first."""
        query = self._tx.scoped(later_review).where(later_review.c.objection_id == of.id)
        rows = await self._tx.execute(query.order_by(later_review.c.recorded_at))
        return tuple(
            LaterReview(
                id=row.id,
                kind=ReviewKind(row.kind),
                outcome=ReviewOutcome(row.outcome),
                body_name=row.body_name,
                document_no=row.document_no,
                received_on=row.received_on,
            )
            for row in rows
        )

    async def _row(self, objection_id: UUID) -> Row[Any]:
        query = self._tx.scoped(objection).where(objection.c.id == objection_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise ObjectionNotFound()
        return row

    async def _sealed(self, of: Objection, cell: str, text: str) -> bytes:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(of.contested.matter_id))
        return cipher.seal(cell, text)

    async def _opened(self, matter_id: UUID, cell: str, sealed: bytes) -> str:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(matter_id))
        return cipher.open(cell, sealed)


def objection_of(row: Row[Any]) -> Objection:
    values = row._mapping
    return Objection(
        **{name: values[name] for name in _OWN},
        articles=tuple(row.articles),
        state=ObjectionState(row.state),
        contested=Contested(
            kind=ContestedKind(row.contested_kind),
            id=row.contested_id,
            letter_no=row.contested_letter_no,
            matter_id=row.matter_id,
            agency_org_id=row.agency_org_id,
            bureau_org_id=row.org_id,
            decided_on=row.contested_on,
            decided_by=row.contested_by,
            until_on=row.until_on,
        ),
    )


def _values(of: Objection) -> dict[str, Any]:
    contested = of.contested
    return {
        **{name: getattr(of, name) for name in _OWN},
        "articles": list(of.articles),
        "state": str(of.state),
        "matter_id": contested.matter_id,
        "agency_org_id": contested.agency_org_id,
        "contested_kind": str(contested.kind),
        "contested_id": contested.id,
        "contested_letter_no": contested.letter_no,
        "contested_on": contested.decided_on,
        "contested_by": contested.decided_by,
        "until_on": contested.until_on,
    }
