"""Store: the register. Each event adds what it knows; the row is made by whichever comes first."""

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from services.quality.domain.register import StageNotOnRegister, StageRecord, TrackEntry
from services.quality.domain.review import CaseTies
from services.quality.store.tables import provider, stage_record, track_entry
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
        self, entry: TrackEntry, *, message_id: UUID, matter_id: UUID, org_id: str
    ) -> None:
        """Put one happening on the track record, once per message."""
        row = {**asdict(entry), "message_id": message_id, "matter_id": matter_id, "org_id": org_id}
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
            self._tx.scoped(stage_record).where(*_closed_in(org_id, first, last))
        )
        return [record_of(row) for row in found]

    async def ties_of(self, stage: StageRecord) -> CaseTies:
        """Who handled any stage of the matter, the handler's unit, who assigned."""
        handlers = await self._tx.execute(
            self._tx.scoped(stage_record, stage_record.c.provider_subject).where(
                stage_record.c.matter_id == stage.matter_id,
                stage_record.c.provider_subject.is_not(None),
            )
        )
        firms = await self._tx.execute(
            select(provider.c.firm_org_id).where(provider.c.firm_id == stage.firm_id)
        )
        return CaseTies(
            handlers=tuple(sorted(set(handlers.scalars()))),
            firm_id=stage.firm_id,
            firm_org_id=firms.scalars().first(),
            assigned_by=stage.assigned_by,
        )

    async def firm_of(self, subject: str) -> str | None:
        """The unit of a registered provider, as the registry says it; None for anybody else."""
        found = await self._tx.execute(
            select(provider.c.firm_id).where(provider.c.provider_subject == subject)
        )
        firm_id: str | None = found.scalars().first()
        return firm_id

    async def know_provider(
        self, provider_id: UUID, *, provider_subject: str, firm_id: str, firm_org_id: str
    ) -> None:
        values = {
            "provider_subject": provider_subject,
            "firm_id": firm_id,
            "firm_org_id": firm_org_id,
        }
        statement = insert_into(provider, self._tx.database.dialect).values(
            provider_id=provider_id, **values
        )
        await self._tx.execute(
            statement.on_conflict_do_update(index_elements=[provider.c.provider_id], set_=values)
        )

    async def breached_between(self, org_id: str, first: date, last: date) -> dict[UUID, set[str]]:
        """The codes of breached clocks, by stage, of the stages that closed in the period."""
        stages = self._tx.scoped(stage_record, stage_record.c.stage_assignment_id).where(
            *_closed_in(org_id, first, last)
        )
        found = await self._tx.execute(
            self._tx.scoped(track_entry).where(
                track_entry.c.stage_assignment_id.in_(stages), track_entry.c.code == BREACHED
            )
        )
        clocks: dict[UUID, set[str]] = {}
        for row in found:
            clocks.setdefault(row.stage_assignment_id, set()).add(row.detail)
        return clocks


BREACHED = "deadline.breached"


def _closed_in(org_id: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        stage_record.c.org_id == org_id,
        stage_record.c.closed_on >= first,
        stage_record.c.closed_on <= last,
    )


def record_of(row: Any) -> StageRecord:
    return StageRecord(**{name: getattr(row, name) for name in _FIELDS})
