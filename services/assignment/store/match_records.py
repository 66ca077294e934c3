"""Store: match records, written once and never changed."""

from uuid import UUID

from sqlalchemy import insert

from services.assignment.domain.match_record import MatchRecord, MatchRecordNotFound
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.tables import match_record
from shared.db.transaction import Transaction

_COLUMNS = (
    "id",
    "stage_assignment_id",
    "purpose",
    "inputs",
    "result",
    "proof",
    "chosen_firm_id",
    "chosen_provider_id",
    "override_reason",
    "made_by",
    "made_at",
)


class MatchRecords:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, record: MatchRecord, held: StageAssignment) -> None:
        await self._tx.execute(
            insert(match_record).values(
                **{name: getattr(record, name) for name in _COLUMNS},
                digest=record.digest,
                org_id=held.facts.agency_org_id,
                matter_id=held.facts.matter_id,
            )
        )

    async def get(self, record_id: UUID) -> MatchRecord:
        """Raises MatchRecordNotFound."""
        query = self._tx.scoped(match_record).where(match_record.c.id == record_id)
        found = (await self._tx.execute(query)).one_or_none()
        if found is None:
            raise MatchRecordNotFound()
        values = found._mapping
        return MatchRecord(**{name: values[name] for name in _COLUMNS})
