"""Queries: find the matters of a person by keyed index; no number ever stands in an address."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, or_

from services.intake.store.matters import DOCUMENT_INDEX, NAME_INDEX
from services.intake.store.tables import matter, party
from shared.db.transaction import Transaction

FOUND_MAX = 50


async def matters_of_person(
    tx: Transaction, *, document_number: str | None, name: str | None
) -> Sequence[Row[Any]]:
    """Equality only, inside what the caller may see; newest first, at most FOUND_MAX."""
    conditions = []
    if document_number is not None:
        index = tx.vault.blind_index(DOCUMENT_INDEX, document_number)
        conditions.append(party.c.document_index == index)
    if name is not None:
        conditions.append(party.c.name_index == tx.vault.blind_index(NAME_INDEX, name))
    query = (
        tx.scoped(
            party,
            party.c.matter_id,
            party.c.part,
            matter.c.case_no,
            matter.c.kind,
            matter.c.cause_code,
            matter.c.created_at,
        )
        .join(matter, matter.c.id == party.c.matter_id)
        .where(or_(*conditions))
    )
    found = await tx.execute(query.order_by(matter.c.created_at.desc()).limit(FOUND_MAX))
    return list(found)
