"""API: samples that anybody can check (Q-02, N5), and the register they are drawn from."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.quality.api.sample_bodies import (
    PublishedSampleOut,
    SampleIn,
    SampleOut,
    StageRecordOut,
    TrackedStageOut,
)
from services.quality.domain.register import StageNotOnRegister
from services.quality.domain.sampling import (
    SampleNotFound,
    SamplePeriodReversed,
    SamplePeriodStillOpen,
    SamplePeriodTaken,
    SamplerAssignedACase,
    SeedCommittedTooLate,
)
from services.quality.queries.samples import (
    COMMITMENT_ORDER,
    STAGE_ORDER,
    commitments,
    publications,
    stages,
    track_of,
)
from services.quality.store.register import Register
from services.quality.store.samples import Samples
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
    refuses=(
        ActsForNoOrganization,
        SamplePeriodReversed,
        SeedCommittedTooLate,
        SamplePeriodTaken,
        PolicyRowMissing,
    ),
)
async def commit_a_sample(body: SampleIn, tx: Tx) -> SampleOut:
    """Commit the secret seed of a period's sample.

    The commitment and the rule are public from this moment; the seed is sealed until the draw.
    """
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


@router.get("/published-samples")
@gate(roles={"public"}, reads=True)
async def list_published_samples(
    query: Annotated[PageQuery, Query()], tx: Tx
) -> Page[PublishedSampleOut]:
    """List every sample as it was committed, before anybody could know whom it would draw."""
    return await page(
        tx,
        commitments(),
        query,
        order=COMMITMENT_ORDER,
        item=lambda row: PublishedSampleOut.of({row.mark: row.content}),
    )


@router.get("/published-samples/{sample_id}")
@gate(roles={"public"}, reads=True, refuses=(SampleNotFound,))
async def read_published_sample(sample_id: UUID, tx: Tx) -> PublishedSampleOut:
    """Read a sample with rule, frame, seed and lists, and repeat the draw.

    ``python tools/verify_sample.py <this address>`` needs nothing but Python.
    """
    published = await publications(tx, sample_id)
    if not published:
        raise SampleNotFound()
    return PublishedSampleOut.of(published)


@router.get("/stages")
@gate(roles=OFFICERS | {"agency_head"}, reads=True)
async def list_stages(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[StageRecordOut]:
    """List the case register of your agency."""
    return await page(
        tx,
        stages(tx),
        query,
        order=STAGE_ORDER,
        item=StageRecordOut.model_validate,
    )


@router.get("/stages/{stage_assignment_id}")
@gate(roles=OFFICERS | {"agency_head"}, reads=True, refuses=(StageNotOnRegister,))
async def read_stage(stage_assignment_id: UUID, tx: Tx) -> TrackedStageOut:
    """Read one stage of your agency's register with its track record."""
    stage = await Register(tx).get(stage_assignment_id)
    return TrackedStageOut.with_track(stage, await track_of(tx, stage_assignment_id))
