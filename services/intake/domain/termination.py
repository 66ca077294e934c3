"""Domain: the termination 终止 - aid that was given ends on one of eight grounds (法律援助法 48).

Proposed by the agency's staff or asked for by the recipient, decided by the head in writing, open
to objection like a refusal, and revoked when the bureau has ordered correction.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.intake.domain.objection import Contested, ContestedKind
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class TerminationNotFound(NotFound):
    """No such termination, or not yours to see."""


class NotUnderAid(Conflict):
    """There is no aid in this matter that could end."""


class TerminationAlreadyOpen(Conflict):
    """One is proposed or in force in this matter."""


class TerminationGroundBlocked(Conflict):
    """The ground does not fit this kind of case (law.md A31). Facts: ``ground``, ``trait``."""


class TerminationBasisMissing(NotUnderstood):
    """The ground asks for the law or regulation it rests on. Facts: ``pointer``."""


class TerminationGroundNotYours(Forbidden):
    """A recipient asks only on grounds of their own. Facts: ``ground``."""


class OnlyHeadTerminates(Forbidden):
    """The head of the agency decides, or whoever acts in the head's stead."""


class ProposerDecides(Forbidden):
    """Who proposed the termination does not decide it."""


class NoReinstatementOrdered(Conflict):
    """Only an order of the bureau, or of a court, revokes a termination (法律援助法 49)."""


class CaseTrait(StrEnum):
    """What a case is, as far as grounds are barred by it."""

    MUST_NOTIFY = "must_notify"  # 法律援助法 25, 28: a refusal of counsel goes through the organ
    NOT_MEANS_TESTED = "not_means_tested"  # no hardship was asked for, so none can cease


class TerminationState(StrEnum):
    PROPOSED = "proposed"
    DROPPED = "dropped"
    EFFECTIVE = "effective"
    REVOKED = "revoked"


_S = TerminationState
_DECIDERS = frozenset({"reviewer", "agency_head"})

TERMINATION_TABLE: TransitionTable[TerminationState] = TransitionTable(
    (
        Transition("approve", frozenset({_S.PROPOSED}), _S.EFFECTIVE, _DECIDERS),
        Transition("drop", frozenset({_S.PROPOSED}), _S.DROPPED, _DECIDERS),
        Transition("reinstate", frozenset({_S.EFFECTIVE}), _S.REVOKED, _DECIDERS),
    )
)


@dataclass(frozen=True, kw_only=True)
class TerminationGround:
    """One of the eight grounds; a row of ``policy/terminations.toml``.

    ``consequence_zh``: what the notice adds where aid was got by fraud (法律援助法 64).
    """

    code: str
    article: str
    blocked_for: frozenset[CaseTrait] = frozenset()
    needs_basis: bool = False
    recipient_may_ask: bool = False
    consequence_zh: str = ""
    consequence_en: str = ""
    label_zh: str
    label_en: str

    def require(self, traits: frozenset[CaseTrait], *, basis: str | None) -> None:
        """Raises TerminationGroundBlocked, TerminationBasisMissing."""
        barred = sorted(self.blocked_for & traits)
        if barred:
            raise TerminationGroundBlocked(ground=self.code, trait=str(barred[0]))
        if self.needs_basis and not basis:
            raise TerminationBasisMissing(pointer="/legal_basis")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """The aid that runs in a matter: where it came from, and what bars grounds."""

    traits: frozenset[CaseTrait]
    organ_org_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Termination:
    """The aggregate. ``articles``: of the ground, with the law it rests on."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    ground_code: str
    articles: tuple[str, ...]
    organ_org_id: str | None
    proposed_by: str  # person_id
    proposed_at: datetime
    state: TerminationState = TerminationState.PROPOSED
    letter_no: str | None = None
    approver_person_id: str | None = None
    acting_for_person_id: str | None = None
    decided_at: datetime | None = None
    bureau_org_id: str | None = None
    objection_until_on: date | None = None
    reinstated_at: datetime | None = None
    version: int = 1

    def require_decider(self, person_id: str, *, as_head: bool) -> None:
        """Raises OnlyHeadTerminates, ProposerDecides."""
        if not as_head:
            raise OnlyHeadTerminates()
        if person_id == self.proposed_by:
            raise ProposerDecides()

    def approve(self, *, by: str, acting_for: str | None, now: datetime) -> "Termination":
        return replace(
            self,
            state=TERMINATION_TABLE.after(self.state, "approve"),
            approver_person_id=by,
            acting_for_person_id=acting_for,
            decided_at=now,
        )

    def drop(self) -> "Termination":
        return replace(self, state=TERMINATION_TABLE.after(self.state, "drop"))

    def reinstate(self, *, now: datetime) -> "Termination":
        """The aid goes on as if it had never ended."""
        state = TERMINATION_TABLE.after(self.state, "reinstate")
        return replace(self, state=state, reinstated_at=now)


def contested_termination(ended: Termination, letter_no: str) -> Contested:
    """P148 22, 39(2): objected to like a refusal."""
    assert ended.decided_at is not None
    assert ended.approver_person_id is not None
    assert ended.bureau_org_id is not None
    return Contested(
        kind=ContestedKind.TERMINATION,
        id=ended.id,
        letter_no=letter_no,
        matter_id=ended.matter_id,
        agency_org_id=ended.agency_org_id,
        bureau_org_id=ended.bureau_org_id,
        decided_on=law_date(ended.decided_at),
        decided_by=ended.approver_person_id,
        until_on=ended.objection_until_on,
    )
