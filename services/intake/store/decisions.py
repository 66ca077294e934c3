"""Store: decisions, written once with their sealed packet and never changed."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.intake.domain.decision import Decision, DecisionNotFound, DecisionOutcome
from services.intake.store.matters import matter_key
from services.intake.store.tables import decision
from shared.db.transaction import Transaction
from shared.kernel.policy import canonical

PACKET_CELL, EXPLANATION_CELL = "decision.packet", "decision.explanation"


class Decisions:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, decision_id: UUID) -> Decision:
        """Raises DecisionNotFound, also for what is not yours."""
        return decision_of(await self._row(decision_id))

    async def by_letter(self, letter_no: str) -> Decision | None:
        """The decision whose letter bears this number, if it may be seen."""
        query = self._tx.scoped(decision).where(decision.c.letter_no == letter_no)
        row = (await self._tx.execute(query)).one_or_none()
        return decision_of(row) if row else None

    async def packet(self, decision_id: UUID) -> dict[str, Any]:
        """The stored packet, opened: facts, rows, traces."""
        row = await self._row(decision_id)
        cipher = await self._tx.vault.cipher(self._tx, matter_key(row.matter_id))
        packet: dict[str, Any] = json.loads(cipher.open(PACKET_CELL, row.packet_sealed))
        return packet

    async def letter_no(self, decision_id: UUID) -> str:
        return str((await self._row(decision_id)).letter_no)

    async def add(
        self, made: Decision, *, letter_no: str, packet: dict[str, Any], explanation: str | None
    ) -> None:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(made.matter_id))
        sealed = cipher.seal(EXPLANATION_CELL, explanation) if explanation else None
        await self._tx.execute(
            insert(decision).values(
                id=made.id,
                org_id=made.agency_org_id,
                matter_id=made.matter_id,
                application_id=made.application_id,
                letter_no=letter_no,
                outcome=str(made.outcome),
                reason_codes=list(made.reason_codes),
                articles=list(made.articles),
                approver_person_id=made.approver_person_id,
                decided_at=made.decided_at,
                packet_digest=made.packet_digest,
                packet_sealed=cipher.seal(PACKET_CELL, canonical(packet).decode()),
                explanation_sealed=sealed,
                deviates=made.deviates,
                objection_org_id=made.objection_org_id,
                objection_until_on=made.objection_until_on,
                acting_for_person_id=made.acting_for_person_id,
            )
        )

    async def _row(self, decision_id: UUID) -> Row[Any]:
        query = self._tx.scoped(decision).where(decision.c.id == decision_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise DecisionNotFound()
        return row


def decision_of(row: Row[Any]) -> Decision:
    return Decision(
        id=row.id,
        matter_id=row.matter_id,
        application_id=row.application_id,
        agency_org_id=row.org_id,
        outcome=DecisionOutcome(row.outcome),
        reason_codes=tuple(row.reason_codes),
        articles=tuple(row.articles),
        approver_person_id=row.approver_person_id,
        decided_at=row.decided_at,
        packet_digest=row.packet_digest,
        deviates=row.deviates,
        objection_org_id=row.objection_org_id,
        objection_until_on=row.objection_until_on,
        acting_for_person_id=row.acting_for_person_id,
    )
