"""Use case: open a matter to somebody who speaks for the person, for a scope and a time; and close it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.applying import Capacity, Speaking, opponents_of
from services.intake.domain.matter import Matter, Person
from services.intake.domain.representation import Representation, RepresentationScope
from services.intake.domain.signature import Signature, SignedForm
from services.intake.store.applications import Applications
from services.intake.store.matters import Matters
from services.intake.store.representations import Representations
from services.intake.usecases.sign_form import sign_form
from shared.db.grants import close_grants, open_grant
from shared.db.transaction import Transaction
from shared.kernel.obligations import end_of_day

REPRESENTATIVE, REPRESENTED = "representative", "represented"


@dataclass(frozen=True, kw_only=True)
class Authorization:
    """Who is to speak for the person, proved how, for what, until when, and who signed it."""

    person: Person
    subject: str
    capacity: Capacity
    proof_code: str
    scope: RepresentationScope
    until_on: date
    signature: Signature | None


async def give_representation(
    tx: Transaction, *, application_id: UUID, authorization: Authorization
) -> Representation:
    """The file opens to the representative's account until the last day (法律援助法 40; P148 11).

    Raises RepresentativeIsOpponent, AgentNotEntitled, RepresentationPeriodInvalid.
    """
    application = await Applications(tx).get(application_id)
    await tx.write_into(application.agency_org_id)
    matter = await Matters(tx).get(application.matter_id)
    await _require_entitled(tx, matter, application_id, authorization)
    fresh = Representation(
        id=tx.new_id(),
        matter_id=matter.id,
        application_id=application_id,
        agency_org_id=matter.agency_org_id,
        subject=authorization.subject,
        capacity=authorization.capacity,
        proof_code=authorization.proof_code,
        scope=authorization.scope,
        until_on=authorization.until_on,
        given_at=tx.now,
        given_by=tx.actor.person_id,
    )
    fresh.require_open_end(now=tx.now)
    await Representations(tx).add(fresh, authorization.person)
    await sign_form(
        tx,
        matter=matter,
        form=SignedForm.AUTHORIZATION,
        subject_id=fresh.id,
        given=authorization.signature,
    )
    await _open(tx, matter, fresh)
    tx.record(
        f"matter/{matter.id}",
        "representation.give",
        representation_id=fresh.id,
        scope=str(fresh.scope),
        until_on=fresh.until_on,
    )
    return fresh


async def end_representation(
    tx: Transaction, *, representation_id: UUID, reason_code: str
) -> Representation:
    """Closes the file to the representative at once. Raises RepresentationEnded."""
    representations = Representations(tx)
    held = await representations.get(representation_id)
    ended = held.end(reason_code, now=tx.now)
    await tx.write_into(ended.agency_org_id)
    await representations.save_end(ended)
    await close_grants(tx, object_id=ended.matter_id, purpose=REPRESENTATIVE, subject=ended.subject)
    tx.record(
        f"matter/{ended.matter_id}",
        "representation.end",
        representation_id=ended.id,
        reason_code=reason_code,
    )
    return ended


async def _require_entitled(
    tx: Transaction, matter: Matter, application_id: UUID, authorization: Authorization
) -> None:
    facts = (await Applications(tx).form(application_id)).facts
    Speaking(
        speaker=authorization.person,
        capacity=authorization.capacity,
        kind=facts.kind,
        standing=facts.standing,
        tags=facts.tags,
        circumstances=facts.circumstances,
        opponents=opponents_of(await Matters(tx).people(matter.id)),
    ).require_entitled()


async def _open(tx: Transaction, matter: Matter, given: Representation) -> None:
    """The matter to the representative until the end; the row itself to both sides, for good."""
    await open_grant(
        tx,
        subject=given.subject,
        object_id=matter.id,
        org_id=matter.agency_org_id,
        purpose=REPRESENTATIVE,
        until=end_of_day(given.until_on),
    )
    for subject in (given.subject, matter.owner_subject):
        if subject is not None:
            await open_grant(
                tx,
                subject=subject,
                object_id=given.id,
                org_id=matter.agency_org_id,
                purpose=REPRESENTED,
            )
