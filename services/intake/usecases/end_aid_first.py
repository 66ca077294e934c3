"""Use case: early aid ends - confirmed by a grant, or lapsed by refusal, withdrawal or a person's word."""

from uuid import UUID

from services.intake.domain.aid_first import AidFirst, AidFirstEnd
from services.intake.domain.events import AidFirstCompleted, AidFirstLapsed
from services.intake.store.aid_firsts import AidFirsts
from services.intake.usecases.grant_aid_first import FORMALITIES
from shared.db.obligations import cancel_obligation, meet_obligation
from shared.db.transaction import Transaction


async def lapse_aid_first(tx: Transaction, *, aid_first_id: UUID) -> AidFirst:
    """A person decides after the day has passed: the clock only reminds (law.md A9).

    Raises AidFirstNotFound, AidFirstNotYetOverdue, ActNotAllowedNow.
    """
    given = await AidFirsts(tx).get(aid_first_id)
    tx.expect_version(given.version)
    return await _lapsed(tx, given.lapse(by=tx.actor.person_id, now=tx.now))


async def confirm_aid_first(tx: Transaction, *, application_id: UUID) -> None:
    """The application was granted: the case that runs goes on. Does nothing without early aid."""
    given = await AidFirsts(tx).open_on(application_id)
    if given is None:
        return
    done = await AidFirsts(tx).save(given.complete(by=tx.actor.person_id, now=tx.now))
    stream = f"matter/{done.matter_id}"
    await meet_obligation(tx, stream, FORMALITIES, tx.now)
    tx.record(stream, "aid_first.complete", aid_first_id=done.id)
    tx.publish(
        AidFirstCompleted(
            matter_id=done.matter_id,
            agency_org_id=done.agency_org_id,
            aid_first_id=done.id,
            completed_at=tx.now,
        ),
        tenant=done.agency_org_id,
    )


async def end_aid_first(tx: Transaction, *, application_id: UUID, end: AidFirstEnd) -> None:
    """The application was refused or withdrawn. Does nothing without early aid."""
    given = await AidFirsts(tx).open_on(application_id)
    if given is not None:
        await _lapsed(tx, given.end_with(end, by=tx.actor.person_id, now=tx.now))


async def _lapsed(tx: Transaction, ended: AidFirst) -> AidFirst:
    saved = await AidFirsts(tx).save(ended)
    assert saved.end is not None
    stream = f"matter/{saved.matter_id}"
    await cancel_obligation(tx, stream, FORMALITIES, tx.now)
    tx.record(stream, "aid_first.lapse", aid_first_id=saved.id, end=str(saved.end))
    tx.publish(
        AidFirstLapsed(
            matter_id=saved.matter_id,
            agency_org_id=saved.agency_org_id,
            aid_first_id=saved.id,
            end_code=str(saved.end),
            lapsed_at=tx.now,
        ),
        tenant=saved.agency_org_id,
    )
    return saved
