"""API: bodies of applications and of group filings."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import (
    Cause,
    Channel,
    Circumstance,
    Kind,
    Material,
    OrgCode,
    ServiceForm,
    SignatureMethod,
    Stage,
    Standing,
    Tag,
    labels,
)
from services.intake.api.examples import APPLICATION, GROUP, shown
from services.intake.api.lane_bodies import LaneOut
from services.intake.api.people_bodies import (
    AgentIn,
    HouseholdIn,
    NeedsIn,
    OpponentIn,
    PersonIn,
    PersonOut,
)
from services.intake.domain.application import APPLICATION_TABLE, Application, ApplicationState
from services.intake.domain.filing import Filing, FilingMember
from services.intake.domain.lane import Lane
from services.intake.domain.matter import Part, Person
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery

ITEMS_MAX = 60
STATEMENT_CHARS_MAX = 8_000


class CaseIn(Body):
    kind: Kind
    service: ServiceForm
    stage: Stage
    cause_code: Cause
    standing: Standing
    circumstances: list[Circumstance] = Field(default_factory=list, max_length=ITEMS_MAX)


class SignatureIn(Body):
    """Who could not write says yes in another recorded way (P148 11(2))."""

    method: SignatureMethod
    signed_on: date


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
            agent=self._agent(today, f"{pointer}/agent"),
            household=self.household.household() if self.household else None,
            tags=frozenset(self.tags),
            needs=self.needs.needs(),
            owner_subject=self.owner_subject,
        )

    def _agent(self, today: date, pointer: str) -> Person | None:
        if self.agent is None:
            return None
        found = self.agent.person(Part.AGENT, today=today, pointer=pointer)
        return Person(**{**vars(found), "relation": self.agent.relation})


class SharedFilingIn(Body):
    """What all people of one filing share. ``org_id``: the agency or workstation that takes it in."""

    org_id: OrgCode
    channel: Channel
    case: CaseIn
    opponents: list[OpponentIn] = Field(default_factory=list, max_length=ITEMS_MAX)
    materials: list[Material] = Field(min_length=1, max_length=ITEMS_MAX)
    statement: str = Field(min_length=1, max_length=STATEMENT_CHARS_MAX)
    signature: SignatureIn

    def filing(self, members: list[FilingMemberIn], *, today: date, single: bool) -> Filing:
        """Raises IdentityNumberInvalid at the place of the number."""
        return Filing(
            org_id=self.org_id,
            channel=self.channel,
            **_shared(self.case),
            opponents=tuple(
                _opponent(one, today, f"/opponents/{place}")
                for place, one in enumerate(self.opponents)
            ),
            materials=frozenset(self.materials),
            statement=self.statement,
            signature_method=self.signature.method,
            signed_on=self.signature.signed_on,
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


class FindingsIn(Body):
    """What the check found different from the form; a field left out stays as it was filed."""

    tags: list[Tag] | None = Field(None, max_length=ITEMS_MAX)
    circumstances: list[Circumstance] | None = Field(None, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None


class SupplementRequestIn(Body):
    """Everything that is missing, at once: there is no second notice."""

    item_codes: list[Material] = Field(min_length=1, max_length=ITEMS_MAX)


class SupplementIn(Body):
    item_codes: list[Material] = Field(min_length=1, max_length=ITEMS_MAX)


class WithdrawalIn(Body):
    """``deemed``: a reviewer confirms that the notice ran out unanswered."""

    deemed: bool = False


class ReceiptItemOut(Answer):
    code: str
    label_zh: str
    label_en: str


class ReceiptOut(Answer):
    """The written receipt: items, their count, and when they came (P148 13(1))."""

    receipt_no: str
    received_at: datetime
    received_at_org_id: str
    count: int
    items: list[ReceiptItemOut]


class SupplementOut(Answer):
    item_codes: list[str]
    due_on: date
    requested_at: datetime
    supplemented_at: datetime | None


class ApplicationLineOut(Answer):
    """One application in a list: no personal data."""

    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    receipt_no: str
    channel: str
    kind: str
    cause_code: str
    state: ApplicationState
    lane: Lane
    received_at: datetime
    version: int

    @classmethod
    def of(cls, row: Any) -> "ApplicationLineOut":
        return cls(**{name: _column(row, name) for name in cls.model_fields})


class ApplicationOut(Answer):
    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    channel: str
    state: ApplicationState
    received_at: datetime
    receipt: ReceiptOut
    people: list[PersonOut]
    supplement: SupplementOut | None
    packet_digest: str | None
    lane: LaneOut
    allowed_actions: list[AllowedActionOut]
    version: int


class GroupOut(Answer):
    group_id: UUID
    applications: list[ApplicationLineOut]


class ApplicationQuery(PageQuery):
    state: ApplicationState | None = None
    lane: Lane | None = None
    kind: Literal["criminal", "civil", "administrative"] | None = None
    channel: str | None = Field(None, max_length=40)
    cause_code: str | None = Field(None, max_length=40)
    group_id: UUID | None = None


def receipt_out(row: Any) -> ReceiptOut:
    """From the stored row: the receipt says what the record says."""
    items = []
    for code in sorted(row.materials):
        zh, en = labels("materials", code)
        items.append(ReceiptItemOut(code=code, label_zh=zh, label_en=en))
    return ReceiptOut(
        receipt_no=row.receipt_no,
        received_at=row.received_at,
        received_at_org_id=row.received_at_org_id,
        count=len(items),
        items=items,
    )


def application_out(
    of: Application, row: Any, people: tuple[Person, ...], roles: frozenset[str]
) -> ApplicationOut:
    return ApplicationOut(
        id=of.id,
        matter_id=of.matter_id,
        group_id=of.group_id,
        agency_org_id=of.agency_org_id,
        channel=of.channel,
        state=of.state,
        received_at=of.received_at,
        receipt=receipt_out(row),
        people=[PersonOut.masked(person) for person in people],
        supplement=SupplementOut.model_validate(of.supplement) if of.supplement else None,
        packet_digest=of.packet_digest,
        lane=LaneOut.of(of.lane),
        allowed_actions=allowed_actions_out(APPLICATION_TABLE.allowed_actions(of.state, roles)),
        version=of.version,
    )


def _column(row: Any, name: str) -> Any:
    return row.org_id if name == "agency_org_id" else getattr(row, name)


def _shared(case: CaseIn) -> dict[str, Any]:
    values = case.model_dump()
    return {**values, "circumstances": frozenset(values["circumstances"])}


def _opponent(one: OpponentIn, today: date, pointer: str) -> Person:
    person = one.person(Part.OPPONENT, today=today, pointer=pointer)
    return Person(**{**vars(person), "is_person": one.is_person})
