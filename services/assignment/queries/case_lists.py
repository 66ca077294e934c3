"""Queries: lists of cases and of the work on one case."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.store.case_work import NOTE_FIELD
from services.assignment.store.stage_assignments import own_part
from services.assignment.store.tables import progress_record, stage_assignment
from shared.db.transaction import Transaction
from shared.security.ciphers import ScopeCipher

STAGE_ASSIGNMENT_ORDER = (stage_assignment.c.opened_at, stage_assignment.c.id)


def stage_assignments_statement(
    tx: Transaction,
    *,
    state: str | None,
    kind: str | None,
    group_id: UUID | None,
    matter_id: UUID | None,
    provider_id: UUID | None,
) -> Select[Any]:
    """The caller's own part of the cases, filtered."""
    statement = own_part(tx.scoped(stage_assignment), tx)
    wanted = {
        "state": state,
        "kind": kind,
        "group_id": group_id,
        "matter_id": matter_id,
        "provider_id": provider_id,
    }
    for name, value in wanted.items():
        if value is not None:
            statement = statement.where(stage_assignment.c[name] == value)
    return statement


async def progress_of(tx: Transaction, held: StageAssignment) -> list[dict[str, Any]]:
    """The progress records of a case that the caller may see, notes unsealed, oldest first.

    A note that was erased with the person's data is None.
    """
    columns = progress_record.c
    query = tx.scoped(progress_record).where(columns.stage_assignment_id == held.id)
    rows = (await tx.execute(query.order_by(columns.recorded_at, columns.id))).all()
    scope = f"matter/{held.facts.matter_id}"
    cipher = (await tx.vault.ciphers(tx, [scope])).get(scope)
    return [{**row._mapping, "note": _note(cipher, row.note_sealed)} for row in rows]


def _note(cipher: ScopeCipher | None, sealed: bytes | None) -> str | None:
    return cipher.open(NOTE_FIELD, sealed) if cipher and sealed is not None else None
