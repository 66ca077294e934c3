"""Use case: ask another agency for facts or evidence, or put on record that one asks us."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.cooperation import (
    Cooperation,
    CooperationKind,
    CooperationLetter,
    VerificationNeedsApplication,
)
from services.intake.domain.events import CooperationRequested
from services.intake.domain.organization import require_agency
from services.intake.store.applications import Applications
from services.intake.store.cooperations import Cooperations
from services.intake.store.matters import Matters
from services.intake.store.organizations import Organizations
from shared.db.grants import open_grant
from shared.db.obligations import pause_obligation
from shared.db.transaction import Transaction

COOPERATOR = "cooperator"


@dataclass(frozen=True, kw_only=True)
class CooperationAsk:
    """``to_org_id`` within this system, else ``other_name``; no matter where an outsider asks us."""

    matter_id: UUID | None
    to_org_id: str | None
    other_name: str | None
    kind: CooperationKind
    due_on: date
    letter: CooperationLetter


async def request_cooperation(tx: Transaction, *, ask: CooperationAsk) -> Cooperation:
    """A verification makes the application wait and stops T01 (P148 16, 17).

    Raises MatterNotFound, OrganizationUnknown, OrganizationWrongKind, VerificationNeedsApplication,
    ActNotAllowedNow.
    """
    asked = await _asked(tx, ask)
    await Cooperations(tx).add(asked, ask.letter)
    if asked.matter_id is not None:
        await _open(tx, asked, asked.matter_id)
    tx.record(
        f"cooperation/{asked.id}",
        "cooperation.request",
        matter_id=asked.matter_id,
        kind=str(asked.kind),
        to_org_id=asked.to_org_id,
    )
    return asked


async def _asked(tx: Transaction, ask: CooperationAsk) -> Cooperation:
    own = tx.actor.org_id
    assert own is not None
    if ask.matter_id is not None:
        own = (await Matters(tx).get(ask.matter_id)).agency_org_id
    other_name = ask.other_name
    if ask.to_org_id is not None:
        other = await Organizations(tx).get(ask.to_org_id, pointer="/to_org_id")
        require_agency(other, pointer="/to_org_id")
        other_name = other.name
    assert other_name is not None
    from_us = ask.matter_id is not None
    return Cooperation(
        id=tx.new_id(),
        agency_org_id=own,
        matter_id=ask.matter_id,
        from_org_id=own if from_us else None,
        to_org_id=ask.to_org_id if from_us else own,
        other_name=other_name,
        kind=ask.kind,
        due_on=ask.due_on,
        requested_at=tx.now,
        requested_by=tx.actor.person_id,
    )


async def _open(tx: Transaction, asked: Cooperation, matter_id: UUID) -> None:
    if asked.kind.pauses:
        application = await _under_review(tx, matter_id)
        await Applications(tx).save(application.await_cooperation())
        await pause_obligation(tx, f"matter/{matter_id}", "T01", tx.now)
    if asked.to_org_id is not None:
        await open_grant(
            tx,
            subject=f"org/{asked.to_org_id}",
            object_id=asked.id,
            org_id=asked.agency_org_id,
            purpose=COOPERATOR,
        )
    tx.publish(
        CooperationRequested(
            matter_id=matter_id,
            agency_org_id=asked.agency_org_id,
            cooperation_id=asked.id,
            cooperation_kind=str(asked.kind),
            to_org_id=asked.to_org_id,
            due_on=asked.due_on,
            requested_at=tx.now,
        ),
        tenant=asked.agency_org_id,
    )


async def _under_review(tx: Transaction, matter_id: UUID) -> Application:
    application = await Applications(tx).find_of_matter(matter_id)
    if application is None:
        raise VerificationNeedsApplication()
    return application
