"""Use case: a stage closed; one that belongs to a frame already drawn is shown to everybody (Q-02)."""

from datetime import date
from uuid import UUID

from services.quality.store.register import Register
from services.quality.store.samples import Samples
from shared.db.transaction import Transaction


async def close_stage(
    tx: Transaction,
    *,
    stage_assignment_id: UUID,
    matter_id: UUID,
    org_id: str,
    closed_on: date,
    closing_code: str,
) -> None:
    """A closing that is told after the draw cannot change the lot, so it is published beside it."""
    register, samples = Register(tx), Samples(tx)
    await register.note(
        stage_assignment_id,
        matter_id=matter_id,
        org_id=org_id,
        closed_on=closed_on,
        closing_code=closing_code,
    )
    stage = str(stage_assignment_id)
    for sample in await samples.drawn_covering(org_id, closed_on):
        if all(entry.stage_assignment_id != stage for entry in sample.frame):
            late = {"stage_assignment_id": stage, "closed_on": closed_on}
            await samples.publish(sample.id, stage, late)
