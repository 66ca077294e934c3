"""Store: the register. Each event adds what it knows; the row is made by whichever comes first."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.quality.domain.register import StageNotOnRegister, StageRecord
from services.quality.store.tables import stage_record, track_entry
from shared.db.sql import insert_into, insert_missing
from shared.db.transaction import Transaction

_FIELDS = tuple(column.name for column in stage_record.columns)


class Register:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def note(
        self, stage_assignment_id: UUID, *, matter_id: UUID, org_id: str, **known: Any
    ) -> None:
        """Add what is ``known``; what others have noted stays."""
        keys = {
            "stage_assignment_id": stage_assignment_id,
            "matter_id": matter_id,
            "org_id": org_id,
        }
        statement = insert_into(stage_record, self._tx.database.dialect).values(**keys, **known)
        conflict = [stage_record.c.stage_assignment_id]
        if known:
            statement = statement.on_conflict_do_update(index_elements=conflict, set_=known)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=conflict)
        await self._tx.execute(statement)

    async def track(
        self, *, message_id: UUID, stage_assignment_id: UUID, matter_id: UUID, code: str,
        at: datetime, org_id: str,
    ) -> None:  # fmt: skip
        """Put one happening on the track record, once per message."""
        row = {
            "message_id": message_id,
            "stage_assignment_id": stage_assignment_id,
            "matter_id": matter_id,
            "code": code,
            "at": at,
            "org_id": org_id,
        }
        await insert_missing(self._tx.connection, track_entry, [row])

    async def get(self, stage_assignment_id: UUID) -> StageRecord:
        """Raises StageNotOnRegister."""
        found = await self._tx.execute(
            self._tx.scoped(stage_record).where(
                stage_record.c.stage_assignment_id == stage_assignment_id
            )
        )
        row = found.one_or_none()
        if row is None:
            raise StageNotOnRegister()
        return record_of(row)

    async def closed_between(self, org_id: str, first: date, last: date) -> list[StageRecord]:
        """Every stage of the agency that closed in the period, filed or not."""
        found = await self._tx.execute(
            self._tx.scoped(stage_record).where(
                stage_record.c.org_id == org_id,
                stage_record.c.closed_on >= first,
                stage_record.c.closed_on <= last,
            )
        )
        return [record_of(row) for row in found]

    async def handlers_of(self, matter_id: UUID) -> list[str]:
        """The subjects who ever handled a stage of this matter."""
        found = await self._tx.execute(
            self._tx.scoped(stage_record, stage_record.c.provider_subject).where(
                stage_record.c.matter_id == matter_id,
                stage_record.c.provider_subject.is_not(None),
            )
        )
        return list(found.scalars())

    async def breached(self, stages: list[UUID]) -> set[UUID]:
        """Those with a breached clock on their track record."""
        found = await self._tx.execute(
            self._tx.scoped(track_entry, track_entry.c.stage_assignment_id).where(
                track_entry.c.stage_assignment_id.in_(stages),
                track_entry.c.code == BREACHED,
            )
        )
        return set(found.scalars())


BREACHED = "deadline.breached"


def record_of(row: Any) -> StageRecord:
    return StageRecord(**{name: getattr(row, name) for name in _FIELDS})
