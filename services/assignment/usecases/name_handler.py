"""Use case: the unit, or the agency, names the person who handles the case (P148 25(2))."""

from uuid import UUID

from services.assignment.domain.registry import ProviderNotFound
from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import TRIAL_STAGES
from services.assignment.store.clocks import StageClocks
from services.assignment.store.holdings import Holdings
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.rank_candidates import keep_record, rank_candidates
from shared.db.grants import open_grant
from shared.db.transaction import Transaction


async def name_handler(
    tx: Transaction, *, stage_assignment_id: UUID, provider_id: UUID
) -> StageAssignment:
    """Run the hard rules again, now, and open the case to the handler."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    return await give_to_handler(tx, held, provider_id=provider_id)


async def give_to_handler(
    tx: Transaction, held: StageAssignment, *, provider_id: UUID
) -> StageAssignment:
    """The act itself, also for each case of a group. Raises HandlerNotQualified and others."""
    matching = await rank_candidates(tx, held)
    provider = matching.providers.get(provider_id)
    if provider is None:
        raise ProviderNotFound(provider_id=str(provider_id))
    firm = matching.firms[provider.firm_id]
    named, fact = held.name_handler(provider, firm, by=tx.actor.person_id, now=tx.now)
    matching.ranking.require_handler(provider_id)
    org_id = held.facts.agency_org_id
    await tx.write_into(org_id)
    await keep_record(
        tx,
        held,
        matching,
        purpose="handler",
        firm_id=provider.firm_id,
        provider_id=provider_id,
        override_reason=None,
    )
    saved = await StageAssignments(tx).save(named)
    await Holdings(tx).begin(saved)
    await open_grant(
        tx,
        subject=provider.subject,
        object_id=held.facts.matter_id,
        org_id=org_id,
        purpose="holder",
    )
    if held.facts.service == "CRIM" and held.facts.stage in TRIAL_STAGES:
        await StageClocks(tx, held).start("T13", tx.now)
    tx.record(held.clock_subject, "handler.name", provider_id=str(provider_id))
    tx.publish(fact, tenant=org_id)
    return saved
