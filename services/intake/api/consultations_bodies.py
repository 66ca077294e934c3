"""API: bodies of consultations."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field

from services.intake.api.coded import (
    Cause,
    Circumstance,
    ConsultationChannelCode,
    Kind,
    Material,
    OrgCode,
    ServiceForm,
    Stage,
    Standing,
    Tag,
)
from services.intake.api.examples import shown
from services.intake.api.filings_bodies import ITEMS_MAX, STATEMENT_CHARS_MAX, opponent
from services.intake.api.people_bodies import (
    AgentIn,
    HouseholdIn,
    NeedsIn,
    OpponentIn,
    PersonIn,
    PersonOut,
)
from services.intake.api.signature_bodies import SignatureIn
from services.intake.domain.consultation import ConsultationState, Question
from services.intake.domain.matter import Part
from services.intake.usecases.apply_from_consultation import Completion
from services.intake.usecases.open_consultation import Asking
from services.intake.usecases.settle_consultation import Reply
from shared.http.bodies import AllowedActionOut, Answer, Body
from shared.http.lists import PageQuery

TEXT_CHARS_MAX = 8_000


class ReplyIn(Body):
    """``told_of_aid``: the person was told of the right to apply, the conditions and the steps."""

    text: str = Field(min_length=1, max_length=TEXT_CHARS_MAX)
    told_of_aid: bool = False

    def reply(self) -> Reply:
        return Reply(text=self.text, told_of_aid=self.told_of_aid)


class ConsultationIn(Body):
    """A question. Without ``person`` the asker stays anonymous; ``reply`` answers at once."""

    model_config = shown(
        {
            "org_id": "LA-150203",
            "channel": "COUNTER",
            "kind": "civil",
            "cause_code": "elder_support",
            "question": "长子不给赡养费，可以怎么办？",
        }
    )

    org_id: OrgCode
    channel: ConsultationChannelCode
    kind: Kind | None = None
    cause_code: Cause | None = None
    question: str = Field(min_length=1, max_length=TEXT_CHARS_MAX)
    person: PersonIn | None = None
    reply: ReplyIn | None = None

    def asking(self, *, today: date) -> Asking:
        """Raises IdentityNumberInvalid."""
        person = (
            self.person.person(Part.APPLICANT, today=today, pointer="/person")
            if self.person
            else None
        )
        return Asking(
            org_id=self.org_id,
            channel=self.channel,
            kind=self.kind,
            cause_code=self.cause_code,
            question=Question(text=self.question, person=person),
        )


class AppointmentIn(Body):
    booked_for: AwareDatetime


class ReferralIn(Body):
    """The body that can help, and what was told."""

    org_id: OrgCode
    text: str = Field(min_length=1, max_length=TEXT_CHARS_MAX)


class CompletionIn(Body):
    """What an application needs beyond the consultation; a field left out takes what was told."""

    model_config = shown(
        {
            "service": "LIT",
            "stage": "FIRST",
            "standing": "party",
            "materials": ["application_form", "identity_copy"],
            "signature": {"method": "paper", "signed_on": "2026-01-05"},
        }
    )

    applicant: PersonIn | None = None
    agent: AgentIn | None = None
    kind: Kind | None = None
    cause_code: Cause | None = None
    statement: str | None = Field(None, min_length=1, max_length=STATEMENT_CHARS_MAX)
    service: ServiceForm
    stage: Stage
    standing: Standing
    circumstances: list[Circumstance] = Field(default_factory=list, max_length=ITEMS_MAX)
    tags: list[Tag] = Field(default_factory=list, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None
    needs: NeedsIn = NeedsIn()
    opponents: list[OpponentIn] = Field(default_factory=list, max_length=ITEMS_MAX)
    materials: list[Material] = Field(min_length=1, max_length=ITEMS_MAX)
    signature: SignatureIn

    def completion(self, *, today: date) -> Completion:
        """Raises IdentityNumberInvalid."""
        applicant, agent = self.applicant, self.agent
        return Completion(
            applicant=applicant.person(Part.APPLICANT, today=today, pointer="/applicant")
            if applicant
            else None,
            agent=agent.agent(today=today, pointer="/agent") if agent else None,
            kind=self.kind,
            cause_code=self.cause_code,
            statement=self.statement,
            service=self.service,
            stage=self.stage,
            standing=self.standing,
            circumstances=frozenset(self.circumstances),
            tags=frozenset(self.tags),
            household=self.household.household() if self.household else None,
            needs=self.needs.needs(),
            opponents=tuple(
                opponent(one, today, f"/opponents/{place}")
                for place, one in enumerate(self.opponents)
            ),
            materials=frozenset(self.materials),
            signature=self.signature.signature(),
        )


class ConsultationQuery(PageQuery):
    state: ConsultationState | None = None
    channel: ConsultationChannelCode | None = None
    held_at_org_id: OrgCode | None = None


class ConsultationLineOut(Answer):
    """One consultation in a list: no personal data."""

    id: UUID
    agency_org_id: str
    held_at_org_id: str
    channel: str
    kind: str | None
    cause_code: str | None
    anonymous: bool
    state: ConsultationState
    opened_at: datetime
    booked_for: datetime | None
    answered_at: datetime | None
    told_of_aid: bool
    application_id: UUID | None
    version: int

    @classmethod
    def of_row(cls, row: Any) -> "ConsultationLineOut":
        values = {n: getattr(row, n) for n in cls.model_fields if n != "agency_org_id"}
        return cls(**values, agency_org_id=row.org_id)


class NextActOut(Answer):
    """What to do next, offered because of an article."""

    act: str
    article: str
    zh: str
    en: str


class ConsultationOut(ConsultationLineOut):
    """Opened: the question, who asked (masked), the answer, and what may be done next."""

    question: str
    person: PersonOut | None
    answer: str | None
    referred_to_org_id: str | None
    reply_target_at: datetime | None
    next_acts: list[NextActOut]
    allowed_actions: list[AllowedActionOut]
