"""Use case: leave a trace of a filing in the city, and find who received the same matter first."""

from collections.abc import Iterable

from services.intake.domain.application import Application
from services.intake.domain.applying import opponents_of
from services.intake.domain.duplicate import Duplicate, FilingTrace, first_received
from services.intake.domain.facts import CaseFacts
from services.intake.domain.matter import Part, Person
from services.intake.store.filings import Filings
from services.intake.store.matters import person_token
from shared.db.transaction import Transaction


async def trace_filing(
    tx: Transaction, *, application: Application, facts: CaseFacts, people: Iterable[Person]
) -> Duplicate | None:
    """The first to receive goes on (P148 10(2)); the later agency learns where and when, no more.

    A person without a document number leaves no trace: a name alone says nothing.
    """
    trace = _trace(tx, application, facts, tuple(people))
    if trace is None:
        return None
    filings = Filings(tx)
    first = first_received(trace, await filings.open_traces(trace))
    await filings.add_trace(trace)
    if first is None:
        return None
    found = Duplicate(
        application_id=application.id,
        matter_id=application.matter_id,
        agency_org_id=application.agency_org_id,
        first_agency_org_id=first.agency_org_id,
        first_received_at=first.received_at,
    )
    await filings.add_duplicate(found)
    tx.record(
        f"matter/{application.matter_id}",
        "application.find_duplicate",
        application_id=application.id,
        first_agency_org_id=first.agency_org_id,
        first_received_at=first.received_at,
    )
    return found


def _trace(
    tx: Transaction, application: Application, facts: CaseFacts, people: tuple[Person, ...]
) -> FilingTrace | None:
    applicant = next(person for person in people if person.part is Part.APPLICANT)
    if applicant.document_number is None:
        return None
    return FilingTrace(
        application_id=application.id,
        agency_org_id=application.agency_org_id,
        person_token=person_token(tx, applicant),
        kind=facts.kind,
        cause_code=facts.cause_code,
        opponent_tokens=frozenset(person_token(tx, one) for one in opponents_of(people)),
        received_at=application.received_at,
    )
