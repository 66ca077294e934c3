"""Use case: apply the rules to an application's form - the one place where rows and facts meet."""

from services.intake.domain.application import Application
from services.intake.domain.assessment import Assessment, assess
from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.hardship import Inquiry
from services.intake.policy import SCOPE_RULES, hardship_policy
from services.intake.store.organizations import Organizations
from services.intake.store.standards import standards_of
from shared.db.transaction import Transaction


async def assess_application(
    tx: Transaction, *, application: Application, facts: CaseFacts, household: Household | None
) -> Assessment:
    """Scope and hardship by the rows of the receiving agency's area (包府发〔2024〕3号 二(四)).

    Raises PolicyRowMissing, HouseholdStatementMissing.
    """
    agency = await Organizations(tx).get(application.agency_org_id, pointer="/agency_org_id")
    standards = await standards_of(tx, agency.area_code)
    inquiry = Inquiry(
        facts=facts,
        household=household,
        materials=application.materials,
        area_code=agency.area_code,
    )
    return assess(inquiry, SCOPE_RULES, hardship_policy(standards))
