"""Use case: tell the applicant once everything that is missing; the clock stands meanwhile."""

from datetime import timedelta
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.document import zh_date
from services.intake.domain.events import SupplementRequested
from services.intake.domain.lane import require_not_known
from services.intake.policy import ANSWERED_BY, LIMITS
from services.intake.policy.documents import label_zh
from services.intake.store.applications import Applications
from services.intake.usecases.find_lane import find_lane
from services.intake.usecases.issue_document import issue_document
from shared.db.obligations import pause_obligation
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def request_supplement(
    tx: Transaction, *, application_id: UUID, item_codes: tuple[str, ...]
) -> Application:
    """One-time notice (法律援助法 43(2)); pauses T01 (P148 17(2)).

    Raises SupplementAlreadyRequested, AskedTwice, ActNotAllowedNow.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    require_not_known(item_codes, application.materials, ANSWERED_BY, fast=application.lane.fast)
    due_on = law_date(tx.now) + timedelta(days=LIMITS.supplement_days)
    asked = application.request_supplement(item_codes, due_on=due_on, now=tx.now)
    asked = await find_lane(tx, asked, await applications.form(application_id))
    saved = await applications.save(asked)
    stream = f"matter/{saved.matter_id}"
    await pause_obligation(tx, stream, "T01", tx.now)
    tx.record(stream, "application.request_supplement", item_codes=list(item_codes), due_on=due_on)
    tx.publish(
        SupplementRequested(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            item_codes=item_codes,
            due_on=due_on,
            requested_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    await issue_document(
        tx,
        matter_id=saved.matter_id,
        kind="supplement_notice",
        facts={
            "items": tuple(label_zh("materials", code) for code in item_codes),
            "due_on": zh_date(due_on),
        },
        source_id=saved.id,
    )
    return saved
