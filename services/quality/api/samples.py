"""API: samples that anybody can check (Q-02, N5), and the register they are drawn from."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.api.bodies import SampleIn, SampleOut, StageRecordOut
from services.quality.domain.sampling import (
    SampleNotFound,
    SamplePeriodReversed,
    SamplePeriodStillOpen,
    SamplerAssignedACase,
    SeedCommittedTooLate,
)
from services.quality.queries.reviews import published_sample, stages
from services.quality.store.samples import Samples, sample_of
from services.quality.store.tables import stage_record
from services.quality.usecases.commit_sample import commit_sample
from services.quality.usecases.draw_sample import draw_sample
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.refusals import Forbidden, PolicyRowMissing
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/quality/v1", tags=["samples"])

OFFICERS = {"quality_officer"}


class ActsForNoOrganization(Forbidden):
    """The caller's token names no organization to act for."""


def own_org(tx: Tx) -> str:
    """Raises ActsForNoOrganization."""
    if tx.actor.org_id is None:
        raise ActsForNoOrganization()
    return tx.actor.org_id


@router.post("/samples", status_code=201)
@gate(
    roles=OFFICERS,
    appends=True,
    refuses=(ActsForNoOrganization, SamplePeriodReversed, SeedCommittedTooLate, PolicyRowMissing),
)
async def commit_a_sample(body: SampleIn, tx: Tx) -> SampleOut:
    """Commit the secret seed of a period's sample. Publish ``seed_commitment`` at once."""
    sample = await commit_sample(
        tx, org_id=own_org(tx), period_from=body.period_from, period_to=body.period_to
    )
    return SampleOut.of(sample, tx.actor.roles)


@router.post("/samples/{sample_id}/draw")
@gate(
    roles=OFFICERS,
    judges=True,
    refuses=(SampleNotFound, ActNotAllowedNow, SamplePeriodStillOpen, SamplerAssignedACase),
)
async def draw_a_sample(sample_id: UUID, tx: Tx) -> SampleOut:
    """Draw from every stage that closed in the period, and reveal the seed."""
    return SampleOut.of(await draw_sample(tx, sample_id=sample_id), tx.actor.roles)


@router.get("/samples/{sample_id}")
@gate(roles=OFFICERS | {"agency_head"}, reads=True, refuses=(SampleNotFound,))
async def read_sample(sample_id: UUID, tx: Tx) -> SampleOut:
    """Read a sample."""
    return SampleOut.of(await Samples(tx).get(sample_id), tx.actor.roles)


@router.get("/published-samples/{sample_id}")
@gate(
    roles={"bureau_officer", "auditor"}, reads=True, tenant="everything", refuses=(SampleNotFound,)
)
async def read_published_sample(sample_id: UUID, tx: Tx) -> SampleOut:
    """Read any agency's sample with frame, seed and lists, to repeat the draw."""
    row = await published_sample(tx, sample_id)
    if row is None:
        raise SampleNotFound()
    return SampleOut.of(sample_of(row), tx.actor.roles)


@router.get("/stages")
@gate(roles=OFFICERS | {"agency_head"}, reads=True)
async def list_stages(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[StageRecordOut]:
    """List the case register of your agency."""
    return await page(
        tx,
        stages(tx),
        query,
        order=(stage_record.c.stage_assignment_id,),
        item=StageRecordOut.model_validate,
    )
