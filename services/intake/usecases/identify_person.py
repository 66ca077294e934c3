"""Use case: give the person behind a custody number the identity that has become known."""

from dataclasses import replace
from uuid import UUID

from services.intake.domain.events import MatterPartiesChanged
from services.intake.domain.identity import CUSTODY_NUMBER
from services.intake.domain.matter import IdentityAlreadyKnown, Matter, Part, Person
from services.intake.store.matters import Matters, person_token, tokens
from shared.db.transaction import Transaction

IDENTIFIED = "PERSON_IDENTIFIED"


async def identify_person(tx: Transaction, *, matter_id: UUID, known: Person) -> Matter:
    """The provisional key gives way to the real one; the audit chain keeps both (law.md A24).

    Raises MatterNotFound, IdentityAlreadyKnown.
    """
    matters = Matters(tx)
    matter, people = await matters.get(matter_id), await matters.people(matter_id)
    provisional = _provisional(people)
    identified = [
        replace(known, part=Part.ACCUSED) if person is provisional else person for person in people
    ]
    await matters.replace_people(matter, identified)
    tx.record(
        f"matter/{matter_id}",
        "person.identify",
        before=person_token(tx, provisional),
        after=person_token(tx, known),
    )
    tx.publish(
        MatterPartiesChanged(
            matter_id=matter_id,
            agency_org_id=matter.agency_org_id,
            reason_code=IDENTIFIED,
            party_tokens=tokens(tx, identified, ours=True),
            opponent_tokens=tokens(tx, identified, ours=False),
            changed_at=tx.now,
        ),
        tenant=matter.agency_org_id,
    )
    return matter


def _provisional(people: tuple[Person, ...]) -> Person:
    for person in people:
        if person.part is Part.ACCUSED and person.document_kind == CUSTODY_NUMBER:
            return person
    raise IdentityAlreadyKnown()
