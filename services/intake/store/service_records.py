"""Store: service records of documents, and consents to electronic service."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.matter import Matter
from services.intake.domain.service_record import (
    ServiceProof,
    ServiceRecord,
    ServiceRecordNotFound,
    ServiceState,
    ServiceWay,
)
from services.intake.store.document_tables import electronic_consent, service_record
from shared.db.sql import insert_into
from shared.db.transaction import Transaction, VersionStale

_OWN = tuple(
    field.name for field in fields(ServiceRecord) if field.name not in ("agency_org_id", "proof")
)


class ServiceRecords:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, record_id: UUID) -> ServiceRecord:
        """Raises ServiceRecordNotFound, also for what is not yours."""
        query = self._tx.scoped(service_record).where(service_record.c.id == record_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise ServiceRecordNotFound()
        return service_record_of(row)

    async def waiting(self, document_id: UUID, way: ServiceWay) -> ServiceRecord | None:
        """The oldest attempt by this way that has not ended."""
        query = self._tx.scoped(service_record).where(
            service_record.c.document_id == document_id,
            service_record.c.way == way.value,
            service_record.c.state == ServiceState.QUEUED.value,
        )
        rows = await self._tx.execute(query.order_by(service_record.c.queued_at).limit(1))
        row = rows.one_or_none()
        return service_record_of(row) if row else None

    async def unopened(self, *, before: datetime, limit: int) -> Sequence[UUID]:
        """Electronic attempts from before the instant that nobody has opened, the oldest first."""
        query = self._tx.scoped(service_record, service_record.c.id).where(
            service_record.c.way == ServiceWay.ELECTRONIC.value,
            service_record.c.state == ServiceState.QUEUED.value,
            service_record.c.queued_at < before,
        )
        found = await self._tx.execute(query.order_by(service_record.c.queued_at).limit(limit))
        return list(found.scalars())

    async def served_earlier(self, record: ServiceRecord) -> bool:
        """Whether the document had reached its recipient before this attempt did."""
        query = self._tx.scoped(service_record, service_record.c.id).where(
            service_record.c.document_id == record.document_id,
            service_record.c.state == ServiceState.SERVED.value,
            service_record.c.id != record.id,
        )
        return (await self._tx.execute(query.limit(1))).first() is not None

    async def add(self, fresh: ServiceRecord) -> None:
        values = {name: getattr(fresh, name) for name in _OWN}
        await self._tx.execute(insert(service_record).values(**values, org_id=fresh.agency_org_id))

    async def save(self, changed: ServiceRecord) -> ServiceRecord:
        """Raises VersionStale when somebody else was first."""
        proof = changed.proof
        saved = await self._tx.execute(
            update(service_record)
            .where(service_record.c.id == changed.id, service_record.c.version == changed.version)
            .values(
                state=changed.state.value,
                tracking_no=changed.tracking_no,
                served_on=changed.served_on,
                proof_kind=proof.kind if proof else None,
                proof_digest=proof.digest if proof else None,
                failure_code=changed.failure_code,
                ended_at=changed.ended_at,
                version=service_record.c.version + 1,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)


def service_record_of(row: Row[Any]) -> ServiceRecord:
    values = {name: row._mapping[name] for name in _OWN}
    proof = ServiceProof(kind=row.proof_kind, digest=row.proof_digest) if row.proof_kind else None
    return ServiceRecord(
        **{**values, "way": ServiceWay(row.way), "state": ServiceState(row.state)},
        agency_org_id=row.org_id,
        proof=proof,
    )


async def put_consent(tx: Transaction, matter: Matter, *, method: str) -> None:
    """Given anew, it takes the place of one that was withdrawn."""
    values = {
        "matter_id": matter.id,
        "org_id": matter.agency_org_id,
        "method": method,
        "given_at": tx.now,
        "recorded_by": tx.actor.person_id,
        "withdrawn_at": None,
    }
    statement = insert_into(electronic_consent, tx.database.dialect).values(**values)
    await tx.execute(statement.on_conflict_do_update(index_elements=["matter_id"], set_=values))


async def end_consent(tx: Transaction, matter_id: UUID) -> None:
    await tx.execute(
        update(electronic_consent)
        .where(
            electronic_consent.c.matter_id == matter_id,
            electronic_consent.c.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=tx.now)
    )


async def has_consent(tx: Transaction, matter_id: UUID) -> bool:
    query = tx.scoped(electronic_consent, electronic_consent.c.matter_id).where(
        electronic_consent.c.matter_id == matter_id, electronic_consent.c.withdrawn_at.is_(None)
    )
    return (await tx.execute(query)).first() is not None
