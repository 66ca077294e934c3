"""Use case: end an application without a decision - withdrawn, or deemed so by a clerk's word."""

from uuid import UUID

from services.intake.domain.aid_first import AidFirstEnd
from services.intake.domain.application import Application
from services.intake.domain.events import ApplicationWithdrawn
from services.intake.domain.signature import Signature, SignedForm
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from services.intake.store.matters import Matters
from services.intake.usecases.end_aid_first import end_aid_first
from services.intake.usecases.require_reach import require_reach
from services.intake.usecases.sign_form import sign_form
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction


async def withdraw_application(
    tx: Transaction, *, application_id: UUID, signature: Signature | None
) -> Application:
    """The applicant's own will; filing again is always possible.

    Raises SignatureMissing, RepresentationDoesNotReach, ActNotAllowedNow.
    """
    application = await _loaded(tx, application_id)
    matter = await Matters(tx).get(application.matter_id)
    await require_reach(tx, matter=matter, application_id=application_id)
    ended = application.withdraw()
    await sign_form(
        tx, matter=matter, form=SignedForm.WITHDRAWAL, subject_id=application_id, given=signature
    )
    return await _end(tx, ended, deemed=False)


async def deem_withdrawn(tx: Transaction, *, application_id: UUID) -> Application:
    """Not supplied by the date of the notice (法律援助法 43(2)): a person confirms it.

    Raises SupplementNotYetOverdue, ActNotAllowedNow.
    """
    application = await _loaded(tx, application_id)
    return await _end(tx, application.deem_withdrawn(now=tx.now), deemed=True)


async def _loaded(tx: Transaction, application_id: UUID) -> Application:
    application = await Applications(tx).get(application_id)
    tx.expect_version(application.version)
    await tx.write_into(application.agency_org_id)
    return application


async def _end(tx: Transaction, ended: Application, *, deemed: bool) -> Application:
    saved = await Applications(tx).save(ended)
    stream = f"matter/{saved.matter_id}"
    await cancel_obligation(tx, stream, "T01", tx.now)
    await cancel_obligation(tx, stream, "F01", tx.now)
    await Filings(tx).end_trace(saved.id)
    tx.record(stream, "application.withdraw", application_id=saved.id, deemed=deemed)
    await end_aid_first(tx, application_id=saved.id, end=AidFirstEnd.WITHDRAWN)
    tx.publish(
        ApplicationWithdrawn(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            withdrawn_at=tx.now,
            deemed=deemed,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
