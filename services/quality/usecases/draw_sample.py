"""Use case: draw the sample of a closed period and reveal the seed (Q-02, N5)."""

from dataclasses import replace
from uuid import UUID

from services.quality.domain.events import SampleDrawn
from services.quality.domain.sampling import (
    SAMPLE_ACTS,
    FrameEntry,
    SamplePeriodStillOpen,
    SamplerAssignedACase,
    draw,
    frame_digest,
)
from services.quality.policy import SAMPLING
from services.quality.store.register import Register
from services.quality.store.samples import Sample, Samples
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def draw_sample(tx: Transaction, *, sample_id: UUID) -> Sample:
    """The frame is every stage closed in the period, filed or not; a breached clock demands review.

    Raises SampleNotFound, ActNotAllowedNow, SamplePeriodStillOpen, SamplerAssignedACase.
    """
    samples, register = Samples(tx), Register(tx)
    sample = await samples.get(sample_id)
    tx.expect_version(sample.version)
    state = SAMPLE_ACTS.after(sample.state, "draw")
    if law_date(tx.now) <= sample.period_to:
        raise SamplePeriodStillOpen(period_to=sample.period_to.isoformat())
    stages = await register.closed_between(sample.org_id, sample.period_from, sample.period_to)
    if any(stage.assigned_by == tx.actor.person_id for stage in stages):
        raise SamplerAssignedACase()
    breached = await register.breached([stage.stage_assignment_id for stage in stages])
    frame = tuple(
        FrameEntry(
            str(stage.stage_assignment_id),
            stage.kind or "unknown",
            stage.stage_assignment_id in breached,
        )
        for stage in sorted(stages, key=lambda one: one.stage_assignment_id)
    )
    rule = next(rule for rule in SAMPLING if rule.id == sample.rule_id)
    seed = await samples.secret_seed(sample_id)
    lots = draw(frame, seed, rule)
    digest = frame_digest(frame)
    drawn = await samples.save_draw(
        replace(
            sample,
            state=state,
            seed=seed,
            frame=frame,
            frame_digest=digest,
            drawn=lots.drawn,
            reserve=lots.reserve,
            drawn_at=tx.now,
        )
    )
    tx.record(f"sample/{sample.id}", "sample.draw", frame_digest=digest, drawn=len(lots.drawn))
    tx.publish(_fact(drawn, digest, seed), tenant=sample.org_id)
    return drawn


def _fact(sample: Sample, digest: str, seed: str) -> SampleDrawn:
    return SampleDrawn(
        sample_id=sample.id,
        agency_org_id=sample.org_id,
        period_from=sample.period_from,
        period_to=sample.period_to,
        frame_digest=digest,
        seed_commitment=sample.seed_commitment,
        seed=seed,
        stage_assignment_ids=sample.drawn,
    )
