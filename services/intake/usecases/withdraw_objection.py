"""Use case: withdraw an objection before the bureau has ruled; filing again stays open."""

from uuid import UUID

from services.intake.domain.objection import Objection
from services.intake.store.matters import Matters
from services.intake.store.objections import Objections
from services.intake.usecases.decide_objection import close_to_bureau
from services.intake.usecases.require_reach import require_reach_on
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction


async def withdraw_objection(tx: Transaction, *, objection_id: UUID) -> Objection:
    """Raises ObjectionNotFound, RepresentationDoesNotReach, ActNotAllowedNow."""
    objections = Objections(tx)
    objection = await objections.get(objection_id)
    tx.expect_version(objection.version)
    await require_reach_on(tx, matter=await Matters(tx).get(objection.contested.matter_id))
    saved = await objections.save(objection.withdraw())
    await cancel_obligation(tx, f"objection/{saved.id}", "T18", tx.now)
    await close_to_bureau(tx, saved)
    tx.record(f"matter/{saved.contested.matter_id}", "objection.withdraw", objection_id=saved.id)
    return saved
