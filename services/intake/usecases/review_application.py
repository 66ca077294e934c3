"""Use case: review 审查 - a clerk checks the facts, the rules recommend, nobody has decided yet."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.assessment import Assessment
from services.intake.domain.facts import Household
from services.intake.store.applications import Applications
from services.intake.usecases.assess_application import assess_application
from services.intake.usecases.find_lane import find_lane
from services.intake.usecases.require_ruled import require_ruled
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What the check found different from the form; None leaves the form as it is."""

    tags: frozenset[str] | None = None
    circumstances: frozenset[str] | None = None
    household: Household | None = None


async def review_application(
    tx: Transaction, *, application_id: UUID, findings: Findings
) -> tuple[Application, Assessment]:
    """Correct the form by the findings, assess it, and remember the packet's digest.

    Raises ActNotAllowedNow, DuplicateNotRuled, PolicyRowMissing, HouseholdStatementMissing.
    """
    applications = Applications(tx)
    application = await applications.get(application_id)
    tx.expect_version(application.version)
    await require_ruled(tx, application_id)
    form = await applications.form(application_id)
    facts = replace(
        form.facts,
        tags=form.facts.tags if findings.tags is None else findings.tags,
        circumstances=(
            form.facts.circumstances if findings.circumstances is None else findings.circumstances
        ),
    )
    form = replace(form, facts=facts, household=findings.household or form.household)
    assessment = await assess_application(
        tx, application=application, facts=form.facts, household=form.household
    )
    reviewed = application.review(packet_digest=assessment.packet_digest)
    reviewed = await find_lane(tx, reviewed, form)
    saved = await applications.save(reviewed, form=form)
    tx.record(
        f"matter/{saved.matter_id}",
        "application.review",
        application_id=saved.id,
        recommendation=str(assessment.recommendation),
        packet_digest=assessment.packet_digest,
    )
    return saved, assessment
