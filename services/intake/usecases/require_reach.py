"""Use case: a representative acts only as far and as long as the representation reaches."""

from uuid import UUID

from services.intake.domain.matter import Matter
from services.intake.domain.representation import (
    RepresentationDoesNotReach,
    RepresentationScope,
)
from services.intake.store.applications import Applications
from services.intake.store.representations import Representations
from shared.db.transaction import Transaction


async def require_reach_on(tx: Transaction, *, matter: Matter) -> None:
    """As ``require_reach``, where the act is about the matter; a notice has no representation."""
    application = await Applications(tx).find_of_matter(matter.id)
    if application is not None:
        await require_reach(tx, matter=matter, application_id=application.id)


async def require_reach(tx: Transaction, *, matter: Matter, application_id: UUID) -> None:
    """Raises RepresentationDoesNotReach for a representative who may only read."""
    actor = tx.actor
    if not actor.has("representative") or actor.subject == matter.owner_subject:
        return
    given = await Representations(tx).of_application(application_id)
    own = [one for one in given if one.subject == actor.subject]
    if not any(one.reaches(RepresentationScope.ACT, now=tx.now) for one in own):
        raise RepresentationDoesNotReach(scope=str(RepresentationScope.ACT))
