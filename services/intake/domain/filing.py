"""Domain: a filing - one request for one or more people who share a dispute (group filing)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from services.intake.domain.applying import Capacity, Forwarding, Speaking, opponents_of
from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.matter import Form, Needs, Person, tags_by_age
from services.intake.domain.notice import DayInTheFuture
from services.intake.domain.signature import Signature, Signer
from shared.kernel.refusals import Conflict, Forbidden, NotFound


class AgencyNotYours(Forbidden):
    """A clerk files at the own organization, or at the agency behind it. Facts: ``org``."""


class GroupTooLarge(Conflict):
    """One filing holds so many people at most. Facts: ``limit``."""


class PersonTwiceInGroup(Conflict):
    """The same document number stands twice in one filing."""


class ReceivedTooLongAgo(Conflict):
    """A receipt is recorded within some days of the hand-in. Facts: ``days``."""


class AlreadyRefiled(Conflict):
    """It was filed again before. Facts: ``application_id`` of the later one."""


class BackdatingNotAllowed(Forbidden):
    """Only staff record that papers were handed in earlier."""


class GroupNotFound(NotFound):
    """No such group, or none of it is yours to see."""


class LinkKind(StrEnum):
    """What an application goes back to."""

    CONSULTATION = "consultation"
    DRAFT = "draft"
    REFILED_FROM = "refiled_from"
    OFFLINE_PACK = "offline_pack"


@dataclass(frozen=True, kw_only=True)
class FilingLink:
    """Keeps the history of how somebody got here."""

    kind: LinkKind
    linked_id: UUID


@dataclass(frozen=True, kw_only=True)
class FilingMember:
    """One person of the filing, with what is true of this person only."""

    applicant: Person
    agent: Person | None
    household: Household | None
    tags: frozenset[str]
    needs: Needs
    owner_subject: str | None


@dataclass(frozen=True, kw_only=True)
class ReservedReceipt:
    """The receipt that was handed out before the filing reached us: its number and true time."""

    receipt_no: str
    received_at: datetime


@dataclass(frozen=True, kw_only=True)
class Filing:
    """What is handed in at ``org_id``: a shared case, its papers, and one to many people."""

    org_id: str
    channel: str
    kind: str
    service: str
    stage: str
    cause_code: str
    standing: str
    circumstances: frozenset[str]
    opponents: tuple[Person, ...]
    materials: frozenset[str]
    statement: str
    signature_method: str
    signed_on: date
    members: tuple[FilingMember, ...]
    signed_by: Signer = Signer.APPLICANT
    handed_in_at: datetime | None = None  # at the station or on paper, before it was recorded
    forwarding: Forwarding | None = None
    link: FilingLink | None = None
    joins_group_id: UUID | None = None
    reserved: ReservedReceipt | None = None

    @property
    def signature(self) -> Signature:
        return Signature(
            method=self.signature_method, signed_on=self.signed_on, signed_by=self.signed_by
        )

    def form_of(self, place: int, received_on: date, *, pointer: str) -> Form:
        """The form of one member. Raises TagContradictsDocument."""
        member = self.members[place]
        tags = tags_by_age(member.applicant, member.tags, received_on, pointer=pointer)
        facts = CaseFacts(
            kind=self.kind,
            service=self.service,
            stage=self.stage,
            cause_code=self.cause_code,
            standing=self.standing,
            received_on=received_on,
            tags=tags,
            circumstances=self.circumstances,
        )
        return Form(
            facts=facts,
            household=member.household,
            needs=member.needs,
            statement=self.statement,
            signature_method=self.signature_method,
            signed_on=self.signed_on,
        )

    def require_distinct(self, *, members_max: int) -> None:
        """Raises GroupTooLarge, PersonTwiceInGroup."""
        if len(self.members) > members_max:
            raise GroupTooLarge(limit=members_max)
        numbers = [one.applicant.document_number for one in self.members]
        known = [number for number in numbers if number is not None]
        if len(set(known)) < len(known):
            raise PersonTwiceInGroup()

    def received_at(self, now: datetime, *, backdating_days_max: int) -> datetime:
        """When it was handed in: the station's time counts. Raises DayInTheFuture, ReceivedTooLongAgo."""
        if self.reserved is not None:
            return self.reserved.received_at
        if self.handed_in_at is None:
            return now
        if self.handed_in_at > now:
            raise DayInTheFuture(pointer="/handed_in_at")
        if now - self.handed_in_at > timedelta(days=backdating_days_max):
            raise ReceivedTooLongAgo(days=backdating_days_max)
        return self.handed_in_at

    def require_dated(self, now: datetime, *, today: date) -> None:
        """Nothing was signed or asked for in the future. Raises DayInTheFuture."""
        self.signature.require_past(today, pointer="/signature")
        if self.forwarding is not None and self.forwarding.asked_at > now:
            raise DayInTheFuture(pointer="/forwarding/asked_at")

    def require_entitled(self, place: int, tags: frozenset[str]) -> None:
        """May the agent speak for this member, whose ``tags`` hold what the number proves?

        Raises RepresentativeIsOpponent, AgentNotEntitled (法律援助法 24, 40).
        """
        agent = self.members[place].agent
        if agent is None:
            return
        Speaking(
            speaker=agent,
            capacity=Capacity(agent.capacity or Capacity.ENTRUSTED_AGENT),
            kind=self.kind,
            standing=self.standing,
            tags=tags,
            circumstances=self.circumstances,
            opponents=self.opponents,
        ).require_entitled()


def filing_like(
    form: Form,
    people: Iterable[Person],
    members: tuple[FilingMember, ...],
    *,
    at: tuple[str, str],
    materials: frozenset[str],
    signature: Signature,
) -> Filing:
    """A further filing of the same dispute: nothing that is known is asked twice.

    ``at``: the organization that takes it in, and the channel.
    """
    facts, (org_id, channel) = form.facts, at
    return Filing(
        org_id=org_id,
        channel=channel,
        kind=facts.kind,
        service=facts.service,
        stage=facts.stage,
        cause_code=facts.cause_code,
        standing=facts.standing,
        circumstances=facts.circumstances,
        opponents=opponents_of(people),
        materials=materials,
        statement=form.statement,
        signature_method=signature.method,
        signed_on=signature.signed_on,
        signed_by=signature.signed_by,
        members=members,
    )
