"""Use case: reinstate a matter whose termination the bureau or a court has ordered to correct."""

from uuid import UUID

from services.intake.domain.events import MatterReinstated
from services.intake.domain.objection import ContestedKind
from services.intake.domain.termination import NoReinstatementOrdered, Termination
from services.intake.store.objections import Objections
from services.intake.store.terminations import Terminations
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction


async def reinstate_matter(tx: Transaction, *, termination_id: UUID) -> Termination:
    """Follows the order: the aid goes on, assignment is told (法律援助法 49).

    Raises TerminationNotFound, NoReinstatementOrdered, ActNotAllowedNow.
    """
    terminations = Terminations(tx)
    ended = await terminations.get(termination_id)
    tx.expect_version(ended.version)
    revoked = ended.reinstate(now=tx.now)
    order = await Objections(tx).ordered(ended.matter_id, ContestedKind.TERMINATION)
    if order is None or order.contested.id != ended.id:
        raise NoReinstatementOrdered()
    saved = await terminations.save(revoked)
    await Objections(tx).save(order.correct(saved.id))
    stream = f"matter/{saved.matter_id}"
    await cancel_obligation(tx, stream, "T16", tx.now)
    tx.record(stream, "matter.reinstate", termination_id=saved.id, objection_id=order.id)
    tx.publish(
        MatterReinstated(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            termination_id=saved.id,
            reinstated_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
