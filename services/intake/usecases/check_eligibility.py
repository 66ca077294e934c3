"""Use case: tell anybody what the rules would say, by the very engines that decide; nothing is kept."""

from dataclasses import dataclass

from services.intake.domain.assessment import Assessment, assess
from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.hardship import HouseholdStatementMissing, Inquiry
from services.intake.domain.organization import Organization, decider_of
from services.intake.domain.scope import ScopeAnswer, evaluate_scope
from services.intake.policy import SCOPE_RULES, hardship_policy
from services.intake.store.organizations import Organizations
from services.intake.store.standards import standards_of
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a person asks about: where they would apply, coded facts, income, papers at hand."""

    org_id: str
    facts: CaseFacts
    household: Household | None
    materials: frozenset[str]


@dataclass(frozen=True)
class Eligibility:
    """``assessment`` is None where income would be compared and none was stated."""

    agency: Organization
    scope: ScopeAnswer
    assessment: Assessment | None


async def check_eligibility(tx: Transaction, *, question: Question) -> Eligibility:
    """Raises OrganizationUnknown, OrganizationWrongKind, PolicyRowMissing."""
    organizations = Organizations(tx)
    asked = await organizations.get(question.org_id, pointer="/org_id")
    agency = await organizations.get(decider_of(asked, pointer="/org_id"), pointer="/org_id")
    inquiry = Inquiry(
        facts=question.facts,
        household=question.household,
        materials=question.materials,
        area_code=agency.area_code,
    )
    policy = hardship_policy(await standards_of(tx, agency.area_code))
    try:
        assessment = assess(inquiry, SCOPE_RULES, policy)
    except HouseholdStatementMissing:
        return Eligibility(agency, evaluate_scope(question.facts, SCOPE_RULES), None)
    return Eligibility(agency, assessment.scope, assessment)
