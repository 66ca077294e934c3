"""Domain: one stage of one matter in the hands of one handler, from opening to the passed file."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.assignment.domain.case_facts import CaseFacts
from services.assignment.domain.events import (
    EngagementSigned,
    LawyerAssigned,
    OrganTold,
    ProgressRecorded,
    StageAssignmentClosed,
    StageAssignmentOpened,
)
from services.assignment.domain.registry import Firm, Provider
from shared.kernel.clock import law_date
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable


class StageAssignmentNotFound(NotFound):
    """No such stage assignment, or it is not yours."""


class OnlyTheHolderWorksOnTheCase(Forbidden):
    """Only the named handler records work on it (法律援助法 46)."""


class HandlerIsNotOfTheUnit(Conflict):
    """The provider does not belong to the unit that was assigned. Facts: ``firm_id``."""


class NoOrganToTell(Conflict):
    """The case came by application: no organ waits for the lawyer's name."""


class OrganAlreadyTold(Conflict):
    """The proof is on record. Facts: ``told_at``."""


class OnlyTheOrganAcknowledges(Forbidden):
    """A partner acknowledges a letter only for itself and only as an acknowledgment."""


class EngagementSaysOneThing(NotUnderstood):
    """Exactly one of the signing date and the excuse is given. Facts: ``pointer``."""


class GroupDoesNotMatch(Conflict):
    """A listed stage assignment does not belong to the group."""


class InstantOutOfOrder(NotUnderstood):
    """The moment given lies in the future or before the act that it follows. Facts: ``pointer``."""


class State(StrEnum):
    OPENED = "opened"
    UNIT_ASSIGNED = "unit_assigned"
    HANDLER_NAMED = "handler_named"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    FILE_SUBMITTED = "file_submitted"
    FILE_RETURNED = "file_returned"
    FILE_PASSED = "file_passed"
    WITHDRAWN = "withdrawn"


_AGENCY = frozenset({"assigner", "agency_head"})
_HOLDER = frozenset({"provider"})
_CHECKER = frozenset({"reviewer", "agency_head"})
_HANDED = frozenset({State.HANDLER_NAMED, State.IN_PROGRESS})
_INTAKE = frozenset({"system"})
NOT_BEGUN = {State.OPENED, State.UNIT_ASSIGNED, State.HANDLER_NAMED}  # no work that must be closed


def _row(act: str, sources: set[State], target: State, roles: frozenset[str]) -> Transition[State]:
    return Transition(act, frozenset(sources), target, roles)


TRANSITIONS = TransitionTable[State](
    [
        _row("assign_unit", {State.OPENED}, State.UNIT_ASSIGNED, _AGENCY),
        _row(
            "name_handler", {State.UNIT_ASSIGNED}, State.HANDLER_NAMED, _AGENCY | {"firm_manager"}
        ),
        *(_row("tell_organ", {at}, at, _AGENCY | {"partner"}) for at in sorted(_HANDED)),
        _row(
            "sign_engagement",
            {State.HANDLER_NAMED},
            State.IN_PROGRESS,
            _HOLDER | {"firm_manager"},
        ),
        *(_row("record_progress", {at}, at, _HOLDER) for at in sorted(_HANDED)),
        _row("close", {State.IN_PROGRESS}, State.CLOSED, _HOLDER),
        _row("submit_file", {State.CLOSED, State.FILE_RETURNED}, State.FILE_SUBMITTED, _HOLDER),
        _row("return_file", {State.FILE_SUBMITTED}, State.FILE_RETURNED, _CHECKER),
        _row("pass_file", {State.FILE_SUBMITTED}, State.FILE_PASSED, _CHECKER),
        _row("withdraw_notice", NOT_BEGUN, State.WITHDRAWN, _INTAKE),
        _row("end_aid", NOT_BEGUN, State.WITHDRAWN, _INTAKE),
        _row("reopen", {State.WITHDRAWN}, State.OPENED, _INTAKE),
    ]
)


@dataclass(frozen=True)
class Handler:
    """Who holds the case: a copy of the register entry at the moment of naming."""

    provider_id: UUID
    subject: str
    name: str
    license_no: str
    public_post: bool
    assigned_at: datetime
    assigned_by: str  # person_id


@dataclass(frozen=True, kw_only=True)
class StageAssignment:
    id: UUID
    facts: CaseFacts
    opened_at: datetime
    state: State = State.OPENED
    version: int = 1
    firm_id: UUID | None = None
    firm_org_id: str | None = None
    firm_name: str | None = None
    letter_no: str | None = None
    unit_assigned_at: datetime | None = None
    handler: Handler | None = None
    told_at: datetime | None = None
    proof_code: str | None = None
    engagement_signed_on: date | None = None
    engagement_excuse_code: str | None = None
    closing_code: str | None = None
    closed_on: date | None = None
    submitted_at: datetime | None = None
    returned_at: datetime | None = None
    passed_at: datetime | None = None
    passed_by: str | None = None

    def opened(self) -> StageAssignmentOpened:
        facts = self.facts
        return StageAssignmentOpened(
            stage_assignment_id=self.id,
            matter_id=facts.matter_id,
            group_id=facts.group_id,
            agency_org_id=facts.agency_org_id,
            kind=facts.kind,
            service=facts.service,
            stage=facts.stage,
            opened_at=self.opened_at,
        )

    def assign_unit(self, firm: Firm, *, letter_no: str, now: datetime) -> "StageAssignment":
        """指派: the unit is chosen and its letter numbered (P148 24; 法律援助法 43(1))."""
        return replace(
            self,
            state=TRANSITIONS.after(self.state, "assign_unit"),
            firm_id=firm.id,
            firm_org_id=firm.org_id,
            firm_name=firm.name,
            letter_no=letter_no,
            unit_assigned_at=now,
        )

    def name_handler(
        self, provider: Provider, firm: Firm, *, by: str, now: datetime
    ) -> "tuple[StageAssignment, LawyerAssigned]":
        """The unit names its handler promptly (P148 25(2)); the hard rules were run again before."""
        state = TRANSITIONS.after(self.state, "name_handler")
        if provider.firm_id != self.firm_id:
            raise HandlerIsNotOfTheUnit(firm_id=str(self.firm_id))
        handler = Handler(
            provider_id=provider.id,
            subject=provider.subject,
            name=provider.name,
            license_no=provider.license_no,
            public_post=provider.public_post,
            assigned_at=now,
            assigned_by=by,
        )
        fact = LawyerAssigned(
            stage_assignment_id=self.id,
            matter_id=self.facts.matter_id,
            agency_org_id=self.facts.agency_org_id,
            kind=self.facts.kind,
            service=self.facts.service,
            stage=self.facts.stage,
            provider_id=provider.id,
            provider_subject=provider.subject,
            provider_name=provider.name,
            license_no=provider.license_no,
            firm_id=firm.id,
            firm_name=firm.name,
            work_phone=provider.work_phone or firm.work_phone,
            public_post=provider.public_post,
            assigned_at=now,
            assigned_by=by,
        )
        return replace(self, state=state, handler=handler), fact

    def tell_organ(
        self, *, proof_code: str, told_at: datetime, now: datetime
    ) -> "tuple[StageAssignment, OrganTold]":
        """Only a proof makes the organ told: a queued message is none (法律援助法 36)."""
        state = TRANSITIONS.after(self.state, "tell_organ")
        if self.facts.organ_org_id is None:
            raise NoOrganToTell()
        if self.told_at is not None:
            raise OrganAlreadyTold(told_at=self.told_at.isoformat())
        if not self.named.assigned_at <= told_at <= now:
            raise InstantOutOfOrder(pointer="/told_at")
        fact = OrganTold(
            stage_assignment_id=self.id,
            matter_id=self.facts.matter_id,
            organ_org_id=self.facts.organ_org_id,
            proof_code=proof_code,
            told_at=told_at,
        )
        return replace(self, state=state, told_at=told_at, proof_code=proof_code), fact

    def sign_engagement(
        self, *, signed_on: date | None, excuse_code: str | None, now: datetime
    ) -> "tuple[StageAssignment, EngagementSigned]":
        """The agreement is signed, or the reason why it cannot be is recorded (P148 27)."""
        state = TRANSITIONS.after(self.state, "sign_engagement")
        if (signed_on is None) == (excuse_code is None):
            raise EngagementSaysOneThing(pointer="/signed_on")
        if signed_on is not None and not self.assigned_on <= signed_on <= law_date(now):
            raise InstantOutOfOrder(pointer="/signed_on")
        changed = replace(
            self,
            state=state,
            engagement_signed_on=signed_on,
            engagement_excuse_code=excuse_code,
        )
        return changed, EngagementSigned(
            stage_assignment_id=self.id,
            matter_id=self.facts.matter_id,
            signed_on=signed_on,
            excuse_code=excuse_code,
        )

    def record_progress(self, code: str, *, now: datetime) -> ProgressRecorded:
        """法律援助法 46(2): the recipient is told how the case goes, and it is on record."""
        TRANSITIONS.after(self.state, "record_progress")
        return ProgressRecorded(
            stage_assignment_id=self.id,
            matter_id=self.facts.matter_id,
            progress_code=code,
            recorded_at=now,
        )

    def close(
        self, *, closing_code: str, closed_on: date, now: datetime
    ) -> "tuple[StageAssignment, StageAssignmentClosed]":
        """Close on the date that the kind of case gives (P148 40)."""
        state = TRANSITIONS.after(self.state, "close")
        if not self.assigned_on <= closed_on <= law_date(now):
            raise InstantOutOfOrder(pointer="/closed_on")
        fact = StageAssignmentClosed(
            stage_assignment_id=self.id,
            matter_id=self.facts.matter_id,
            agency_org_id=self.facts.agency_org_id,
            provider_id=self.named.provider_id,
            kind=self.facts.kind,
            service=self.facts.service,
            stage=self.facts.stage,
            closing_code=closing_code,
            closed_on=closed_on,
        )
        return replace(self, state=state, closing_code=closing_code, closed_on=closed_on), fact

    def require_holder(self, subject: str) -> None:
        """Raises OnlyTheHolderWorksOnTheCase."""
        if self.handler is None or self.handler.subject != subject:
            raise OnlyTheHolderWorksOnTheCase()

    @property
    def clock_subject(self) -> str:
        """What the stage's obligations hang on."""
        return f"stage_assignment/{self.id}"

    @property
    def named(self) -> Handler:
        """The handler, where the state says that there is one."""
        assert self.handler is not None, "the state says that a handler was named"
        return self.handler

    @property
    def assigned_on(self) -> date:
        return law_date(self.named.assigned_at)
