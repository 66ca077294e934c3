"""Store: consultations; question, answer and person sealed under the consultation's own key."""

import json
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.consultation import (
    Consultation,
    ConsultationNotFound,
    ConsultationState,
    Question,
)
from services.intake.store.entry_tables import consultation
from services.intake.store.forms import person_of, person_text
from shared.db.transaction import Transaction, VersionStale

QUESTION_CELL, ANSWER_CELL = "consultation.question", "consultation.answer"
_PLAIN = tuple(f.name for f in fields(Consultation) if f.name not in ("agency_org_id", "state"))
_FIXED = frozenset({"id", "version"})


def consultation_key(consultation_id: UUID) -> str:
    """The scope of the data key."""
    return f"consultation/{consultation_id}"


class Consultations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, consultation_id: UUID) -> Consultation:
        """Raises ConsultationNotFound, also for what is not yours."""
        return consultation_of(await self._row(consultation_id))

    async def question(self, consultation_id: UUID) -> Question:
        row = await self._row(consultation_id)
        cipher = await self._tx.vault.cipher(self._tx, consultation_key(consultation_id))
        held = json.loads(cipher.open(QUESTION_CELL, row.question_sealed))
        person = person_of(held["person"]) if held["person"] else None
        return Question(text=held["text"], person=person)

    async def answer_text(self, consultation_id: UUID) -> str | None:
        row = await self._row(consultation_id)
        if row.answer_sealed is None:
            return None
        cipher = await self._tx.vault.cipher(self._tx, consultation_key(consultation_id))
        return str(cipher.open(ANSWER_CELL, row.answer_sealed))

    async def add(self, fresh: Consultation, question: Question) -> None:
        cipher = await self._tx.vault.cipher(self._tx, consultation_key(fresh.id))
        person = person_text(question.person) if question.person else None
        text = json.dumps({"text": question.text, "person": person}, ensure_ascii=False)
        await self._tx.execute(
            insert(consultation).values(
                **_values(fresh),
                question_sealed=cipher.seal(QUESTION_CELL, text),
                updated_at=self._tx.now,
            )
        )

    async def save(self, changed: Consultation, *, answer: str | None = None) -> Consultation:
        """Raises VersionStale when somebody else was first."""
        kept = {name: value for name, value in _values(changed).items() if name not in _FIXED}
        if answer is not None:
            cipher = await self._tx.vault.cipher(self._tx, consultation_key(changed.id))
            kept["answer_sealed"] = cipher.seal(ANSWER_CELL, answer)
        saved = await self._tx.execute(
            update(consultation)
            .where(consultation.c.id == changed.id, consultation.c.version == changed.version)
            .values(**kept, updated_at=self._tx.now, version=consultation.c.version + 1)
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)

    async def _row(self, consultation_id: UUID) -> Row[Any]:
        query = self._tx.scoped(consultation).where(consultation.c.id == consultation_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise ConsultationNotFound()
        return row


def consultation_of(row: Row[Any]) -> Consultation:
    values = {name: row._mapping[name] for name in _PLAIN}
    return Consultation(**values, agency_org_id=row.org_id, state=ConsultationState(row.state))


def _values(of: Consultation) -> dict[str, Any]:
    values = {name: getattr(of, name) for name in _PLAIN}
    return {**values, "org_id": of.agency_org_id, "state": str(of.state)}
