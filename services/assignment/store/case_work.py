"""Store: what accumulates while a case runs - progress records, filed papers, returns of the file."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import insert

from services.assignment.domain.closing import FiledItem
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.tables import (
    closing_file_item,
    closing_file_return,
    progress_record,
)
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction

NOTE_FIELD = "progress_record.note"


class CaseWork:
    """Rows below one stage assignment; each carries the matter, so that its grants open them too."""

    def __init__(self, tx: Transaction, held: StageAssignment) -> None:
        self._tx = tx
        self._held = held

    def _row(self, **values: Any) -> dict[str, Any]:
        return {
            "id": self._tx.new_id(),
            "org_id": self._held.facts.agency_org_id,
            "matter_id": self._held.facts.matter_id,
            "stage_assignment_id": self._held.id,
            **values,
        }

    async def add_progress(self, code: str, *, happened_on: date, note: str | None) -> None:
        """A note is the lawyer's own words about a person: sealed under the matter's key."""
        sealed = None
        if note is not None:
            cipher = await self._tx.vault.cipher(self._tx, f"matter/{self._held.facts.matter_id}")
            sealed = cipher.seal(NOTE_FIELD, note)
        row = self._row(
            progress_code=code,
            happened_on=happened_on,
            note_sealed=sealed,
            recorded_by=self._tx.actor.person_id,
            recorded_at=self._tx.now,
        )
        await self._tx.execute(insert(progress_record).values(row))

    async def file(self, items: Iterable[FiledItem]) -> None:
        """Add papers to the file; the same paper twice is one paper."""
        rows = [
            self._row(
                item_code=item.item_code,
                pages=item.pages,
                sha256=item.sha256,
                filed_at=self._tx.now,
            )
            for item in items
        ]
        await insert_missing(self._tx.connection, closing_file_item, rows)

    async def filed(self) -> list[FiledItem]:
        columns = closing_file_item.c
        query = self._tx.scoped(closing_file_item).where(
            columns.stage_assignment_id == self._held.id
        )
        rows = await self._tx.execute(query.order_by(columns.filed_at, columns.id))
        return [FiledItem(row.item_code, row.pages, row.sha256) for row in rows]

    async def add_return(self, *, reason_code: str, item_codes: list[str]) -> None:
        row = self._row(
            reason_code=reason_code,
            item_codes=item_codes,
            returned_by=self._tx.actor.person_id,
            returned_at=self._tx.now,
        )
        await self._tx.execute(insert(closing_file_return).values(row))
