"""Use case: give a case to a unit (指派), under the hard rules and with its record kept."""

from uuid import UUID

from services.assignment.domain.stage_assignment import StageAssignment
from services.assignment.policy import CODE_LISTS
from services.assignment.store.clocks import StageClocks
from services.assignment.store.registry import Registry
from services.assignment.store.stage_assignments import StageAssignments
from services.assignment.usecases.rank_candidates import keep_record, rank_candidates
from shared.db.grants import open_grant
from shared.db.numbers import next_number
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def assign_unit(
    tx: Transaction, *, stage_assignment_id: UUID, firm_id: UUID, override_reason: str | None
) -> StageAssignment:
    """法律援助法 43(1); P148 24: number the letter, open the file to the unit, start T14."""
    held = await StageAssignments(tx).get(stage_assignment_id)
    tx.expect_version(held.version)
    return await give_to_unit(tx, held, firm_id=firm_id, override_reason=override_reason)


async def give_to_unit(
    tx: Transaction, held: StageAssignment, *, firm_id: UUID, override_reason: str | None
) -> StageAssignment:
    """The act itself, also for each case of a group. Raises what Ranking.require_unit raises."""
    if override_reason is not None:
        CODE_LISTS["override_reasons"].require(override_reason, pointer="/override_reason_code")
    firm = await Registry(tx).firm(firm_id)
    given = held.assign_unit(firm, letter_no=await _letter_no(tx, held), now=tx.now)
    matching = await rank_candidates(tx, held)
    matching.ranking.require_unit(firm_id, override_reason)
    await keep_record(
        tx,
        held,
        matching,
        purpose="unit",
        firm_id=firm_id,
        provider_id=None,
        override_reason=override_reason,
    )
    saved = await StageAssignments(tx).save(given)
    org_id = held.facts.agency_org_id
    await open_grant(
        tx,
        subject=f"org/{firm.org_id}",
        object_id=held.facts.matter_id,
        org_id=org_id,
        purpose="unit",
    )
    await StageClocks(tx, held).meet("T02", tx.now)
    await StageClocks(tx, held).start("T14", tx.now)
    tx.record(held.clock_subject, "unit.assign", firm_id=str(firm_id))
    return saved


async def _letter_no(tx: Transaction, held: StageAssignment) -> str:
    """指派通知书 number: per agency and year, without gaps; coded, the names are rendered by intake."""
    series = f"letter/{held.facts.agency_org_id}/{law_date(tx.now).year}"
    return f"{series.removeprefix('letter/')}/{await next_number(tx, series):05d}"
