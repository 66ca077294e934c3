"""Use case: erase a person's data - one person proposes on a document, another carries it out."""

from uuid import UUID

from services.intake.domain.erasure import ErasureOrder, require_ended
from services.intake.domain.events import MatterErased
from services.intake.store.erasures import Erasures
from services.intake.store.matters import Matters
from shared.db.transaction import Transaction


async def propose_erasure(
    tx: Transaction, *, matter_id: UUID, basis_code: str, document_no: str
) -> ErasureOrder:
    """Raises MatterNotFound, MatterStillRuns, ErasureAlreadyOrdered."""
    matter = await Matters(tx).get(matter_id)
    await _require_ended(tx, matter_id)
    order = ErasureOrder(
        id=tx.new_id(),
        matter_id=matter_id,
        agency_org_id=matter.agency_org_id,
        basis_code=basis_code,
        document_no=document_no,
        proposed_by=tx.actor.person_id,
        proposed_at=tx.now,
    )
    await Erasures(tx).add(order)
    tx.record(f"matter/{matter_id}", "erasure.propose", order_id=order.id, basis=basis_code)
    return order


async def settle_erasure(tx: Transaction, *, order_id: UUID, act: str) -> ErasureOrder:
    """``carry_out`` destroys the key here and tells the other services; ``drop`` ends the order.

    Raises ErasureNotFound, ActNotAllowedNow, ErasureNeedsSecondPerson, MatterStillRuns.
    """
    erasures = Erasures(tx)
    order = await erasures.get(order_id)
    tx.expect_version(order.version)
    settled = order.settle(act, by=tx.actor.person_id, at=tx.now)
    if act == "carry_out":
        await _require_ended(tx, order.matter_id)
        await erasures.erase(order.matter_id)
        tx.publish(
            MatterErased(
                matter_id=order.matter_id, agency_org_id=order.agency_org_id, erased_at=tx.now
            ),
            tenant=order.agency_org_id,
        )
    saved = await erasures.save(settled)
    tx.record(f"matter/{order.matter_id}", f"erasure.{act}", order_id=order.id)
    return saved


async def _require_ended(tx: Transaction, matter_id: UUID) -> None:
    erasures = Erasures(tx)
    require_ended(
        await erasures.states(matter_id),
        await erasures.event_types(matter_id),
        await erasures.running_clocks(matter_id),
    )
