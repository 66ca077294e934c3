"""Use case: help, or say in writing why not; an answered verification sets the application going."""

from uuid import UUID

from services.intake.domain.application import ApplicationState
from services.intake.domain.cooperation import (
    Cooperation,
    CooperationNotFound,
    CooperationOutcome,
)
from services.intake.domain.events import CooperationAnswered
from services.intake.store.applications import Applications
from services.intake.store.cooperations import Cooperations
from shared.db.obligations import resume_obligation
from shared.db.transaction import Transaction


async def answer_cooperation(
    tx: Transaction, *, cooperation_id: UUID, outcome: CooperationOutcome, reply: str | None
) -> Cooperation:
    """The agency that was asked answers; for one outside this system the asking agency records it.

    Raises CooperationNotFound, CooperationAlreadyAnswered, DeclinedWithoutReasons.
    """
    cooperations = Cooperations(tx)
    asked = await cooperations.get(cooperation_id)
    if tx.actor.org_id != (asked.to_org_id or asked.from_org_id):
        raise CooperationNotFound()
    await tx.write_into(asked.agency_org_id)
    answered = asked.answer(outcome, reply=reply, at=tx.now, by=tx.actor.person_id)
    saved = await cooperations.save(answered, reply)
    if saved.matter_id is not None:
        if saved.kind.pauses:
            await _go_on(tx, saved.matter_id, saved.agency_org_id)
        tx.publish(
            CooperationAnswered(
                matter_id=saved.matter_id,
                agency_org_id=saved.agency_org_id,
                cooperation_id=saved.id,
                cooperation_kind=str(saved.kind),
                outcome=str(outcome),
                answered_at=tx.now,
            ),
            tenant=saved.agency_org_id,
        )
    tx.record(f"cooperation/{saved.id}", "cooperation.answer", outcome=str(outcome))
    return saved


async def _go_on(tx: Transaction, matter_id: UUID, agency_org_id: str) -> None:
    """The application is the asking agency's; the answering one never sees it."""
    async with tx.seeing_also(agency_org_id):
        application = await Applications(tx).find_of_matter(matter_id)
        if application is None or application.state is not ApplicationState.COOP_WAIT:
            return
        await Applications(tx).save(application.go_on())
        await resume_obligation(tx, f"matter/{matter_id}", "T01", tx.now)
