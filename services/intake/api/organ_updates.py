"""API: what organs say after their notice - dates, measures, places, papers, refusals, renewals."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.notices_bodies import HistoryOut
from services.intake.api.organ_updates_bodies import (
    OrganUpdateIn,
    OrganUpdateOut,
    OrganUpdateQuery,
    OrganUpdatesOut,
)
from services.intake.domain.notice import DayInTheFuture, NoticeNotFound, OrganNotYours
from services.intake.domain.organ_update import OrganUpdateLacksFields, OrganUpdateNotFound
from services.intake.domain.push import PushKind
from services.intake.queries.pushes import UPDATE_ORDER, organ_updates_list
from services.intake.store.organ_updates import OrganUpdates, organ_update_of, own_updates
from services.intake.store.versions import Attachments, Versions
from services.intake.usecases.receive_organ_update import receive_organ_update
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.refusals import PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

READERS = {"partner", "intake_clerk", "reviewer", "agency_head", "provider"}

router = ServiceRouter(prefix="/intake/v1", tags=["organ updates"])


@router.post("/organ-updates", status_code=202)
@gate(
    roles={"partner", "intake_clerk"},
    appends=True,
    refuses=(
        OrganNotYours,
        NoticeNotFound,
        OrganUpdateLacksFields,
        DayInTheFuture,
        ActNotAllowedNow,
        PolicyRowMissing,
    ),
)
async def push_organ_update(body: OrganUpdateIn, tx: Tx) -> OrganUpdatesOut:
    """Tell of a hearing, a measure, a custody place, a paper; withdraw or renew a notice.

    The same reference with the same content is the same update; other content corrects it.
    """
    (paper,) = body.papers(today=law_date(tx.now))
    updates = await receive_organ_update(tx, paper=paper)
    return OrganUpdatesOut(updates=[OrganUpdateOut.of(one) for one in updates])


@router.get("/organ-updates")
@gate(roles=READERS, reads=True)
async def list_organ_updates(
    query: Annotated[OrganUpdateQuery, Query()], tx: Tx
) -> Page[OrganUpdateOut]:
    """List updates: an organ sees its own, agency and handler those of their matters."""
    filters = query.model_dump(include={"kind", "matter_id", "reference"})
    return await page(
        tx,
        own_updates(organ_updates_list(tx, **filters), tx),
        query,
        order=UPDATE_ORDER,
        item=lambda row: OrganUpdateOut.of(organ_update_of(row)),
    )


@router.get("/organ-updates/{organ_update_id}")
@gate(roles=READERS, reads=True, refuses=(OrganUpdateNotFound,))
async def read_organ_update(organ_update_id: UUID, tx: Tx) -> OrganUpdateOut:
    """Read one update as it stands."""
    return OrganUpdateOut.of(await OrganUpdates(tx).get(organ_update_id))


@router.get("/organ-updates/{organ_update_id}/versions")
@gate(roles=READERS, reads=True, refuses=(OrganUpdateNotFound,))
async def read_organ_update_versions(organ_update_id: UUID, tx: Tx) -> HistoryOut:
    """Read what was sent when under this receipt."""
    update = await OrganUpdates(tx).get(organ_update_id)
    versions = await Versions(tx, PushKind.ORGAN_UPDATE).of(update.id)
    return HistoryOut.of(versions, await Attachments(tx).of(update.id))
