"""Store: transfers, and the move of a matter's rows from one agency to another.

One matter has one data key, wrapped by the service's own key: the rows move, the key stays valid,
and the sender loses its sight with them. What an agency wrote or read itself stays with it.
"""

import base64
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, insert, update

from services.intake.domain.transfer import Transfer, TransferNotFound, TransferState
from services.intake.store.aid_first_tables import aid_first
from services.intake.store.document_tables import electronic_consent
from services.intake.store.entry_tables import (
    filing_duplicate,
    filing_forwarding,
    filing_link,
    representation,
)
from services.intake.store.handover_tables import mediation, transfer
from services.intake.store.material_tables import material
from services.intake.store.matters import matter_key
from services.intake.store.push_tables import named_attachment, organ_update
from services.intake.store.status_tables import status_code
from services.intake.store.tables import application, matter, notice, party, timeline_entry
from shared.db.tables import access_grant, obligation
from shared.db.transaction import Transaction

PACKAGE_CELL = "transfer.package"
MOVING: tuple[Table, ...] = (
    party,
    application,
    notice,
    organ_update,
    named_attachment,
    timeline_entry,
    material,
    representation,
    electronic_consent,
    filing_link,
    filing_forwarding,
    filing_duplicate,
    mediation,
    aid_first,
    obligation,
)
# Written by the sender, or never changed; the receiver reads them by its grant on the matter.
STAYING = frozenset(
    {
        "cooperation",
        "decision",
        "document",
        "erasure_order",
        "explanation",
        "file_read",
        "later_review",
        "matter_change",
        "notification",
        "objection",
        "partner_message",
        "service_record",
        "signature_record",
        "termination",
        "transfer",
        "typical_case",
    }
)
_PLAIN = tuple(field.name for field in fields(Transfer) if field.name != "from_org_id")


class Transfers:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, transfer_id: UUID) -> Transfer:
        """Raises TransferNotFound, also for what is not yours."""
        query = self._tx.scoped(transfer).where(transfer.c.id == transfer_id)
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise TransferNotFound()
        return transfer_of(row)

    async def held_before(self, matter_id: UUID) -> tuple[str, ...]:
        """The agencies that have handed this matter over, the first first."""
        query = self._tx.scoped(transfer, transfer.c.org_id, transfer.c.held_before)
        query = query.where(transfer.c.matter_id == matter_id)
        rows = await self._tx.execute(query.order_by(transfer.c.transferred_at.desc()).limit(1))
        row = rows.one_or_none()
        return (*row.held_before, row.org_id) if row else ()

    async def add(
        self, made: Transfer, *, held_before: tuple[str, ...], package: bytes | None = None
    ) -> None:
        values = {name: getattr(made, name) for name in _PLAIN}
        sealed = None
        if package is not None:
            cipher = await self._tx.vault.cipher(self._tx, matter_key(made.matter_id))
            sealed = cipher.seal(PACKAGE_CELL, base64.b64encode(package).decode())
        values |= {"state": str(made.state), "org_id": made.from_org_id}
        values |= {"held_before": list(held_before), "package_sealed": sealed}
        await self._tx.execute(insert(transfer).values(**values))

    async def save(self, received: Transfer) -> Transfer:
        await self._tx.execute(
            update(transfer)
            .where(transfer.c.id == received.id)
            .values(
                state=str(received.state),
                received_at=received.received_at,
                received_by=received.received_by,
                paper_receipt_no=received.paper_receipt_no,
            )
        )
        return await self.get(received.id)

    async def package(self, of: Transfer) -> bytes | None:
        """The signed package, opened; None for a transfer within this system."""
        query = self._tx.scoped(transfer, transfer.c.package_sealed).where(transfer.c.id == of.id)
        sealed = (await self._tx.execute(query)).scalar_one()
        if sealed is None:
            return None
        cipher = await self._tx.vault.cipher(self._tx, matter_key(of.matter_id))
        return base64.b64decode(cipher.open(PACKAGE_CELL, sealed))

    async def move(self, matter_id: UUID, *, to_org_id: str) -> None:
        """Give the matter's rows and its running clocks to the receiver."""
        for table in MOVING:
            await self._tx.execute(
                update(table).where(table.c.matter_id == matter_id).values(org_id=to_org_id)
            )
        await self._tx.execute(
            update(status_code)
            .where(status_code.c.matter_id == matter_id)
            .values(agency_org_id=to_org_id)
        )
        await self._tx.execute(
            update(access_grant)
            .where(access_grant.c.object_id == matter_id)
            .values(org_id=to_org_id)
        )
        await self._tx.execute(
            update(matter)
            .where(matter.c.id == matter_id)
            .values(org_id=to_org_id, updated_at=self._tx.now)
        )


def transfer_of(row: Row[Any]) -> Transfer:
    values = {name: row._mapping[name] for name in _PLAIN}
    values["state"] = TransferState(values["state"])
    return Transfer(**values, from_org_id=row.org_id)
