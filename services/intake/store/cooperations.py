"""Store: cooperation between agencies; letter and reply are sealed with the matter they are about."""

import json
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.cooperation import (
    Cooperation,
    CooperationKind,
    CooperationLetter,
    CooperationNotFound,
    CooperationOutcome,
)
from services.intake.store.handover_tables import cooperation
from services.intake.store.matters import matter_key
from shared.db.transaction import Transaction
from shared.security.ciphers import ScopeCipher

LETTER_CELL, REPLY_CELL = "cooperation.letter", "cooperation.reply"
_PLAIN = tuple(field.name for field in fields(Cooperation) if field.name != "agency_org_id")


class Cooperations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, cooperation_id: UUID) -> Cooperation:
        """Raises CooperationNotFound, also for what is not yours."""
        return cooperation_of(await self._row(cooperation_id))

    async def letter(self, of: Cooperation) -> tuple[CooperationLetter, str | None]:
        """The letter and the reply, opened."""
        row, cipher = await self._row(of.id), await self._cipher(of)
        value = json.loads(cipher.open(LETTER_CELL, row.letter_sealed))
        letter = CooperationLetter(background=value["background"], items=tuple(value["items"]))
        sealed = row.reply_sealed
        return letter, cipher.open(REPLY_CELL, sealed) if sealed is not None else None

    async def add(self, asked: Cooperation, letter: CooperationLetter) -> None:
        cipher = await self._cipher(asked)
        text = json.dumps(asdict(letter), ensure_ascii=False)
        await self._tx.execute(
            insert(cooperation).values(
                **_values(asked), letter_sealed=cipher.seal(LETTER_CELL, text)
            )
        )

    async def save(self, answered: Cooperation, reply: str | None) -> Cooperation:
        cipher = await self._cipher(answered)
        sealed = cipher.seal(REPLY_CELL, reply) if reply is not None else None
        await self._tx.execute(
            update(cooperation)
            .where(cooperation.c.id == answered.id)
            .values(
                outcome=str(answered.outcome),
                answered_at=answered.answered_at,
                answered_by=answered.answered_by,
                reply_sealed=sealed,
            )
        )
        return await self.get(answered.id)

    async def _row(self, cooperation_id: UUID) -> Row[Any]:
        query = self._tx.scoped(cooperation).where(cooperation.c.id == cooperation_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise CooperationNotFound()
        return row

    async def _cipher(self, of: Cooperation) -> ScopeCipher:
        scope = matter_key(of.matter_id) if of.matter_id else f"cooperation/{of.id}"
        return await self._tx.vault.cipher(self._tx, scope)


def cooperation_of(row: Row[Any]) -> Cooperation:
    values = {name: row._mapping[name] for name in _PLAIN}
    values["kind"] = CooperationKind(values["kind"])
    values["outcome"] = CooperationOutcome(values["outcome"]) if values["outcome"] else None
    return Cooperation(**values, agency_org_id=row.org_id)


def _values(of: Cooperation) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _PLAIN}
    return {**values, "kind": str(of.kind), "org_id": of.agency_org_id}
