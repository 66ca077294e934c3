"""Domain: a filing - one request for one or more people who share a dispute (group filing)."""

from dataclasses import dataclass
from datetime import date

from services.intake.domain.facts import CaseFacts, Household
from services.intake.domain.matter import Form, Needs, Person, tags_by_age
from services.intake.domain.notice import require_past
from shared.kernel.refusals import Conflict, Forbidden


class AgencyNotYours(Forbidden):
    """A clerk files at the own organization, or at the agency behind it. Facts: ``org``."""


class GroupTooLarge(Conflict):
    """One filing holds so many people at most. Facts: ``limit``."""


class PersonTwiceInGroup(Conflict):
    """The same document number stands twice in one filing."""


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

    def require_signed_by(self, day: date) -> None:
        """Raises DayInTheFuture: a signature is never dated ahead."""
        require_past(self.signed_on, today=day, pointer="/signature/signed_on")

    def require_distinct(self, *, members_max: int) -> None:
        """Raises GroupTooLarge, PersonTwiceInGroup."""
        if len(self.members) > members_max:
            raise GroupTooLarge(limit=members_max)
        numbers = [one.applicant.document_number for one in self.members]
        known = [number for number in numbers if number is not None]
        if len(set(known)) < len(known):
            raise PersonTwiceInGroup()
