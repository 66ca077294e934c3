"""Use case: recompute a decision's packet from its own facts and today's files of the same rows."""

from dataclasses import dataclass
from uuid import UUID

from services.intake.domain.assessment import assess
from services.intake.domain.decision import same_packet
from services.intake.domain.hardship import Inquiry
from services.intake.policy import SCOPE_RULES, hardship_policy
from services.intake.store.decisions import Decisions
from services.intake.store.forms import facts_of, household_of
from services.intake.store.standards import standards_of
from shared.db.transaction import Transaction


@dataclass(frozen=True)
class Verification:
    """``same``: facts, rows and rules give the very packet that was decided on."""

    stored_digest: str
    recomputed_digest: str
    same: bool


async def verify_decision(tx: Transaction, *, decision_id: UUID) -> Verification:
    """Raises DecisionNotFound, PolicyRowMissing where a row of then is gone."""
    decisions = Decisions(tx)
    made = await decisions.get(decision_id)
    packet = await decisions.packet(decision_id)
    inquiry = Inquiry(
        facts=facts_of(packet["facts"]),
        household=household_of(packet["household"]),
        materials=frozenset(packet["materials"]),
        area_code=packet["area_code"],
    )
    policy = hardship_policy(await standards_of(tx, packet["area_code"]))
    again = assess(inquiry, SCOPE_RULES, policy)
    return Verification(made.packet_digest, again.packet_digest, same_packet(packet, again))
