"""Use case: draw the sample of a closed period and reveal the seed (Q-02, N5)."""

from dataclasses import asdict, replace
from uuid import UUID

from services.quality.domain.events import SampleDrawn
from services.quality.domain.sampling import (
    SAMPLE_ACTS,
    SamplePeriodStillOpen,
    SamplerAssignedACase,
    draw,
    frame_digest,
    frame_of,
)
from services.quality.store.register import Register
from services.quality.store.samples import DRAWN, Sample, Samples
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def draw_sample(tx: Transaction, *, sample_id: UUID) -> Sample:
    """The frame is every stage closed in the period, filed or not; a breached clock demands review.

    Raises SampleNotFound, ActNotAllowedNow, SamplePeriodStillOpen, SamplerAssignedACase.
    """
    samples, register = Samples(tx), Register(tx)
    sample = await samples.get_alone(sample_id)
    tx.expect_version(sample.version)
    state = SAMPLE_ACTS.after(sample.state, "draw")
    if law_date(tx.now) <= sample.period_to:
        raise SamplePeriodStillOpen(period_to=sample.period_to.isoformat())
    period = (sample.org_id, sample.period_from, sample.period_to)
    stages = await register.closed_between(*period)
    if any(stage.assigned_by == tx.actor.person_id for stage in stages):
        raise SamplerAssignedACase()
    frame = frame_of(stages, await register.breached_between(*period), sample.rule)
    seed = await samples.secret_seed(sample_id)
    lots = draw(frame, seed, sample.rule)
    drawn = replace(
        sample,
        state=state,
        seed=seed,
        frame=frame,
        frame_digest=frame_digest(frame),
        drawn=lots.drawn,
        reserve=lots.reserve,
        drawn_at=tx.now,
    )
    saved = await samples.save_draw(drawn)
    await samples.publish(sample_id, DRAWN, _shown(saved))
    tx.record(f"sample/{sample_id}", "sample.draw", frame_digest=drawn.frame_digest)
    tx.publish(_fact(saved), tenant=sample.org_id)
    return saved


def _shown(sample: Sample) -> dict[str, object]:
    assert sample.drawn_at is not None
    return {
        "seed": sample.seed,
        "frame": [asdict(entry) for entry in sample.frame],
        "frame_digest": sample.frame_digest,
        "drawn": sample.drawn,
        "reserve": sample.reserve,
        "drawn_at": sample.drawn_at.isoformat(),
    }


def _fact(sample: Sample) -> SampleDrawn:
    assert sample.frame_digest is not None
    assert sample.seed is not None
    return SampleDrawn(
        sample_id=sample.id,
        agency_org_id=sample.org_id,
        period_from=sample.period_from,
        period_to=sample.period_to,
        frame_digest=sample.frame_digest,
        seed_commitment=sample.seed_commitment,
        seed=sample.seed,
        stage_assignment_ids=sample.drawn,
    )
