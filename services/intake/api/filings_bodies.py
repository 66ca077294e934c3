"""API: bodies of filings - one person or a group, a first time or again."""

from dataclasses import replace
from datetime import date
from typing import Any

from pydantic import AwareDatetime, Field

from services.intake.api.coded import (
    Cause,
    Channel,
    Circumstance,
    Kind,
    Material,
    OrgCode,
    ServiceForm,
    Stage,
    Standing,
    Tag,
)
from services.intake.api.examples import APPLICATION, GROUP, shown
from services.intake.api.people_bodies import (
    AgentIn,
    HouseholdIn,
    NeedsIn,
    OpponentIn,
    PersonIn,
)
from services.intake.api.signature_bodies import SignatureIn
from services.intake.domain.applying import Forwarding
from services.intake.domain.filing import Filing, FilingMember
from services.intake.domain.matter import Part, Person
from services.intake.usecases.refile_application import Refiling
from shared.http.bodies import Body
from shared.kernel.actor import Actor

ITEMS_MAX = 60
STATEMENT_CHARS_MAX = 8_000


class CaseIn(Body):
    kind: Kind
    service: ServiceForm
    stage: Stage
    cause_code: Cause
    standing: Standing
    circumstances: list[Circumstance] = Field(default_factory=list, max_length=ITEMS_MAX)


class ForwardingIn(Body):
    """Passed on by an organ, a custody place or a duty lawyer: who, and when the person asked."""

    by_org_id: OrgCode
    asked_at: AwareDatetime

    def forwarding(self) -> Forwarding:
        return Forwarding(by_org_id=self.by_org_id, asked_at=self.asked_at)


class FilingMemberIn(Body):
    """One person of the filing. ``owner_subject``: the account that follows the case, if any."""

    applicant: PersonIn
    agent: AgentIn | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None
    needs: NeedsIn = NeedsIn()
    owner_subject: str | None = Field(None, max_length=120)

    def member(self, *, today: date, pointer: str) -> FilingMember:
        applicant = self.applicant.person(
            Part.APPLICANT, today=today, pointer=f"{pointer}/applicant"
        )
        return FilingMember(
            applicant=applicant,
            agent=self.agent.agent(today=today, pointer=f"{pointer}/agent") if self.agent else None,
            household=self.household.household() if self.household else None,
            tags=frozenset(self.tags),
            needs=self.needs.needs(),
            owner_subject=self.owner_subject,
        )


class SharedFilingIn(Body):
    """What all people of one filing share. ``org_id``: who takes it in - agency, station, federation.

    ``handed_in_at``: staff record that the papers came earlier; that time counts.
    """

    org_id: OrgCode
    channel: Channel
    case: CaseIn
    opponents: list[OpponentIn] = Field(default_factory=list, max_length=ITEMS_MAX)
    materials: list[Material] = Field(min_length=1, max_length=ITEMS_MAX)
    statement: str = Field(min_length=1, max_length=STATEMENT_CHARS_MAX)
    signature: SignatureIn
    handed_in_at: AwareDatetime | None = None
    forwarding: ForwardingIn | None = None

    def filing(self, members: list[FilingMemberIn], *, today: date, single: bool) -> Filing:
        """Raises IdentityNumberInvalid at the place of the number."""
        return Filing(
            org_id=self.org_id,
            channel=self.channel,
            **_shared(self.case),
            opponents=tuple(
                opponent(one, today, f"/opponents/{place}")
                for place, one in enumerate(self.opponents)
            ),
            materials=frozenset(self.materials),
            statement=self.statement,
            signature_method=self.signature.method,
            signed_on=self.signature.signed_on,
            signed_by=self.signature.signature().signed_by,
            handed_in_at=self.handed_in_at,
            forwarding=self.forwarding.forwarding() if self.forwarding else None,
            members=tuple(
                one.member(today=today, pointer="" if single else f"/members/{place}")
                for place, one in enumerate(members)
            ),
        )


class ApplicationIn(SharedFilingIn, FilingMemberIn):
    """One person's application."""

    model_config = shown(APPLICATION)


class GroupFilingIn(SharedFilingIn):
    """One filing of several people in the same dispute: a matter, decision and letter for each."""

    model_config = shown(GROUP)

    members: list[FilingMemberIn] = Field(min_length=2)


class RefilingIn(Body):
    """What comes on top of what is known from the withdrawn application."""

    channel: Channel
    materials: list[Material] = Field(default_factory=list, max_length=ITEMS_MAX)
    statement: str | None = Field(None, min_length=1, max_length=STATEMENT_CHARS_MAX)
    signature: SignatureIn

    def refiling(self) -> Refiling:
        return Refiling(
            channel=self.channel,
            materials=frozenset(self.materials),
            statement=self.statement,
            signature=self.signature.signature(),
        )


def _shared(case: CaseIn) -> dict[str, Any]:
    values = case.model_dump()
    return {**values, "circumstances": frozenset(values["circumstances"])}


def opponent(one: OpponentIn, today: date, pointer: str) -> Person:
    """Raises IdentityNumberInvalid."""
    person = one.person(Part.OPPONENT, today=today, pointer=pointer)
    return replace(person, is_person=one.is_person, relation=one.relation)


def owned(filing: Filing, actor: Actor) -> Filing:
    """Who files without staff follows the case with the own account."""
    if actor.has("intake_clerk", "station_clerk"):
        return filing
    return replace(filing, members=(replace(filing.members[0], owner_subject=actor.subject),))
