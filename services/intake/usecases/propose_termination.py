"""Use case: propose that aid ends, or ask for it as its recipient; nobody has decided yet."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.matter import Matter
from services.intake.domain.termination import (
    Termination,
    TerminationGround,
    TerminationGroundNotYours,
)
from services.intake.policy import TERMINATION_GROUNDS
from services.intake.store.matters import Matters
from services.intake.store.terminations import Terminations
from services.intake.usecases.require_reach import require_reach_on
from shared.db.transaction import Transaction

STAFF = ("intake_clerk", "reviewer", "agency_head")


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """``legal_basis``: the law or regulation behind ground 48(1)(8)."""

    ground_code: str
    reasons: str
    legal_basis: str | None = None


async def propose_termination(
    tx: Transaction, *, matter_id: UUID, proposal: Proposal
) -> Termination:
    """Withdrawal after the grant is the recipient's own request (法律援助法 48(1)(7)).

    Raises MatterNotFound, NotUnderAid, TerminationGroundBlocked, TerminationBasisMissing,
    TerminationGroundNotYours, TerminationAlreadyOpen, RepresentationDoesNotReach.
    """
    matter = await Matters(tx).get(matter_id)
    await require_reach_on(tx, matter=matter)
    terminations = Terminations(tx)
    standing = await terminations.standing(matter_id)
    ground = TERMINATION_GROUNDS[proposal.ground_code]
    _require_own(tx, ground)
    ground.require(standing.traits, basis=proposal.legal_basis)
    await tx.write_into(matter.agency_org_id)
    fresh = _fresh(tx, matter, ground, proposal, organ=standing.organ_org_id)
    await terminations.add(fresh, proposal.reasons)
    tx.record(
        f"matter/{matter_id}",
        "termination.propose",
        termination_id=fresh.id,
        ground=ground.code,
        articles=list(fresh.articles),
    )
    return fresh


def _require_own(tx: Transaction, ground: TerminationGround) -> None:
    if not tx.actor.has(*STAFF) and not ground.recipient_may_ask:
        raise TerminationGroundNotYours(ground=ground.code)


def _fresh(
    tx: Transaction,
    matter: Matter,
    ground: TerminationGround,
    proposal: Proposal,
    *,
    organ: str | None,
) -> Termination:
    basis = (proposal.legal_basis,) if proposal.legal_basis else ()
    return Termination(
        id=tx.new_id(),
        matter_id=matter.id,
        agency_org_id=matter.agency_org_id,
        ground_code=ground.code,
        articles=(ground.article, *basis),
        organ_org_id=organ,
        proposed_by=tx.actor.person_id,
        proposed_at=tx.now,
    )
