"""Use case: take in what was missing; the clock runs on from here."""

from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.events import ApplicationSupplemented
from services.intake.store.applications import Applications
from services.intake.usecases.find_lane import find_lane
from shared.db.obligations import resume_obligation
from shared.db.transaction import Transaction


async def supply_supplement(
    tx: Transaction, *, application_id: UUID, item_codes: frozenset[str]
) -> Application:
    """Resumes T01 (P148 17(2)). Raises SupplementIncomplete, ActNotAllowedNow."""
    applications = Applications(tx)
    application = await applications.get(application_id)
    await tx.write_into(application.agency_org_id)
    supplied = application.supply(item_codes, now=tx.now)
    supplied = await find_lane(tx, supplied, await applications.form(application_id))
    saved = await applications.save(supplied)
    stream = f"matter/{saved.matter_id}"
    await resume_obligation(tx, stream, "T01", tx.now)
    tx.record(stream, "application.supplement", item_codes=sorted(item_codes))
    tx.publish(
        ApplicationSupplemented(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            supplemented_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
