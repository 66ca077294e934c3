"""Use case: one hand-in for a whole group - each member's own notice is met by it, or says why not."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.intake.domain.application import Application, ApplicationState
from services.intake.domain.filing import GroupNotFound
from services.intake.domain.partner_batch import ItemProblem
from services.intake.store.groups import Groups
from services.intake.usecases.supply_supplement import Supplement, supply_supplement
from shared.db.transaction import Transaction
from shared.kernel.refusals import Refusal


class SupplyOutcome(StrEnum):
    SUPPLIED = "supplied"
    NOT_ASKED = "not_asked"  # nothing is awaited of this member
    REFUSED = "refused"


@dataclass(frozen=True)
class MemberSupply:
    """What became of one member's notice; ``problem`` where the hand-in does not meet it."""

    application_id: UUID
    outcome: SupplyOutcome
    problem: ItemProblem | None = None


async def supply_group_supplement(
    tx: Transaction, *, group_id: UUID, supplement: Supplement
) -> list[MemberSupply]:
    """Member by member, the first one first; nobody gets a paper that was asked of another only.

    Raises GroupNotFound.
    """
    members = await Groups(tx).members(group_id)
    if not members:
        raise GroupNotFound()
    return [await _supplied(tx, member, supplement) for member in members]


async def _supplied(tx: Transaction, member: Application, supplement: Supplement) -> MemberSupply:
    notice = member.supplement
    if notice is None or member.state is not ApplicationState.SUPPLEMENT_WAIT:
        return MemberSupply(member.id, SupplyOutcome.NOT_ASKED)
    own = supplement.for_notice(notice)
    try:
        async with tx.savepoint():
            await supply_supplement(tx, application_id=member.id, supplement=own)
    except Refusal as refusal:
        return MemberSupply(member.id, SupplyOutcome.REFUSED, ItemProblem.of(refusal))
    return MemberSupply(member.id, SupplyOutcome.SUPPLIED)
