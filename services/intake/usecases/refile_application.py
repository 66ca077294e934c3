"""Use case: file again after a withdrawal; what is known is not asked twice, and the link stays."""

from dataclasses import dataclass, replace
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.filing import (
    AlreadyRefiled,
    FilingLink,
    FilingMember,
    LinkKind,
    filing_like,
)
from services.intake.domain.matter import Form, Matter, Part, Person
from services.intake.domain.signature import Signature
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from services.intake.store.matters import Matters
from services.intake.usecases.file_application import Filed, file_application
from services.intake.usecases.require_reach import require_reach
from shared.db.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class Refiling:
    """What a fresh filing adds to what is known."""

    channel: str
    materials: frozenset[str]
    signature: Signature
    statement: str | None = None


async def refile_application(tx: Transaction, *, application_id: UUID, refiling: Refiling) -> Filed:
    """A new application with a receipt and clocks of its own (law.md I5).

    Raises AlreadyRefiled, ActNotAllowedNow, and what filing raises.
    """
    applications = Applications(tx)
    ended = await applications.get(application_id)
    ended.require_refilable()
    matter = await Matters(tx).get(ended.matter_id)
    await require_reach(tx, matter=matter, application_id=application_id)
    later = await Filings(tx).linked_to(LinkKind.REFILED_FROM, application_id)
    if later is not None:
        raise AlreadyRefiled(application_id=str(later))
    form, people = await applications.form(application_id), await Matters(tx).people(matter.id)
    filing = filing_like(
        form if refiling.statement is None else replace(form, statement=refiling.statement),
        people,
        (_member(matter, form, people),),
        at=(_desk(tx, ended), refiling.channel),
        materials=ended.materials | refiling.materials,
        signature=refiling.signature,
    )
    link = FilingLink(kind=LinkKind.REFILED_FROM, linked_id=application_id)
    (filed,) = await file_application(tx, filing=replace(filing, link=link))
    return filed


def _desk(tx: Transaction, ended: Application) -> str:
    """Staff take it in where they sit; anybody else files at the agency of before."""
    staff = tx.actor.has("intake_clerk", "station_clerk")
    return tx.actor.org_id if staff and tx.actor.org_id else ended.agency_org_id


def _member(matter: Matter, form: Form, people: tuple[Person, ...]) -> FilingMember:
    by_part = {person.part: person for person in people}
    return FilingMember(
        applicant=by_part[Part.APPLICANT],
        agent=by_part.get(Part.AGENT),
        household=form.household,
        tags=form.facts.tags,
        needs=form.needs,
        owner_subject=matter.owner_subject,
    )
