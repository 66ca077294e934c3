"""Use case: record how an application goes on after an earlier filing elsewhere was found."""

from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.duplicate import Course
from services.intake.domain.events import ApplicationAttached
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction


async def rule_duplicate(
    tx: Transaction, *, application_id: UUID, course: Course, reason_code: str
) -> Application:
    """Attach to the earlier filing, which ends this one, or go on with a reason (P148 10(2)).

    Raises DuplicateNotFound, DuplicateAlreadyRuled, ActNotAllowedNow.
    """
    applications, filings = Applications(tx), Filings(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    found = await filings.duplicate(application_id)
    ruled = found.rule(course, reason_code)
    await filings.save_ruling(ruled)
    stream = f"matter/{application.matter_id}"
    tx.record(stream, "application.rule_duplicate", course=str(course), reason_code=reason_code)
    if course is Course.GO_ON:
        return await applications.save(application)
    saved = await applications.save(application.redirect())
    await cancel_obligation(tx, stream, "T01", tx.now)
    await filings.end_trace(application_id)
    tx.publish(
        ApplicationAttached(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            first_agency_org_id=found.first_agency_org_id,
            first_received_at=found.first_received_at,
            attached_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
