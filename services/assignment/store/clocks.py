"""Store: the statutory clocks of one stage assignment, each known by its code."""

from datetime import datetime

from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import DEADLINES
from shared.db.obligations import (
    cancel_obligation,
    meet_obligation,
    open_obligation,
    pause_obligation,
    resume_obligation,
)
from shared.db.transaction import Transaction


class StageClocks:
    """Hung on the stage and not on the matter: two stages of one matter may run side by side."""

    def __init__(self, tx: Transaction, held: StageAssignment) -> None:
        self._tx = tx
        self._held = held

    async def start(self, code: str, at: datetime) -> None:
        """Raises PolicyRowMissing for a year that the calendar does not cover."""
        await open_obligation(
            self._tx,
            DEADLINES[code],
            subject=self._held.clock_subject,
            org_id=self._held.facts.agency_org_id,
            started_at=at,
            matter_id=self._held.facts.matter_id,
        )

    async def meet(self, code: str, at: datetime) -> None:
        await meet_obligation(self._tx, self._held.clock_subject, code, at)

    async def pause(self, code: str, at: datetime) -> None:
        await pause_obligation(self._tx, self._held.clock_subject, code, at)

    async def resume(self, code: str, at: datetime) -> None:
        await resume_obligation(self._tx, self._held.clock_subject, code, at)

    async def cancel(self, code: str, at: datetime) -> None:
        await cancel_obligation(self._tx, self._held.clock_subject, code, at)
