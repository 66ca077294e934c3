"""Use case: record what changed in a matter under aid - circumstances, or people on either side."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.intake.domain.events import MatterPartiesChanged
from services.intake.domain.matter import Matter, Person
from services.intake.domain.matter_change import MatterChange, require_day
from services.intake.store.matter_changes import add_change
from services.intake.store.matters import Matters, tokens
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


@dataclass(frozen=True, kw_only=True)
class Change:
    change_code: str
    happened_on: date
    note: str | None = None
    people: tuple[Person, ...] = ()


async def record_change(tx: Transaction, *, matter_id: UUID, change: Change) -> MatterChange:
    """New people go to assignment as tokens, so that the conflict check runs again (律师法 39).

    Nobody is taken out: whoever was once a party still counts in a conflict. A change of means
    decides nothing by itself: a person may propose a termination (法律援助法 48(1)(4)).
    Raises MatterNotFound, ChangeNotYetHappened.
    """
    matter = await Matters(tx).get(matter_id)
    require_day(change.happened_on, today=law_date(tx.now))
    await tx.write_into(matter.agency_org_id)
    recorded = MatterChange(
        id=tx.new_id(),
        matter_id=matter_id,
        change_code=change.change_code,
        happened_on=change.happened_on,
        people_added=len(change.people),
        recorded_by=tx.actor.person_id,
        recorded_at=tx.now,
    )
    await add_change(tx, recorded, matter=matter, note=change.note)
    if change.people:
        await _add_people(tx, matter, change)
    tx.record(
        f"matter/{matter_id}",
        "matter.change",
        change_id=recorded.id,
        change_code=recorded.change_code,
        people_added=recorded.people_added,
    )
    return recorded


async def _add_people(tx: Transaction, matter: Matter, change: Change) -> None:
    matters = Matters(tx)
    await matters.add_people(matter, change.people)
    people = await matters.people(matter.id)
    tx.publish(
        MatterPartiesChanged(
            matter_id=matter.id,
            agency_org_id=matter.agency_org_id,
            reason_code=change.change_code,
            party_tokens=tokens(tx, people, ours=True),
            opponent_tokens=tokens(tx, people, ours=False),
            changed_at=tx.now,
        ),
        tenant=matter.agency_org_id,
    )
