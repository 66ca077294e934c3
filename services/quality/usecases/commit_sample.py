"""Use case: commit the seed of a period's sample before the period closes (Q-02)."""

import secrets
from dataclasses import asdict
from datetime import date

from services.quality.domain.sampling import (
    SEED_BYTES,
    SamplePeriodReversed,
    SampleState,
    SeedCommittedTooLate,
    commitment,
)
from services.quality.policy import SAMPLING
from services.quality.store.samples import COMMITTED, Sample, Samples
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.policy import row_on


async def commit_sample(
    tx: Transaction, *, org_id: str, period_from: date, period_to: date
) -> Sample:
    """Commitment and rule are published at once; the seed stays sealed until the draw.

    Raises SamplePeriodReversed, SeedCommittedTooLate, SamplePeriodTaken, PolicyRowMissing.
    """
    if period_to < period_from:
        raise SamplePeriodReversed(pointer="/period_to")
    today = law_date(tx.now)
    if period_to < today:
        raise SeedCommittedTooLate(period_to=period_to.isoformat())
    seed = secrets.token_hex(SEED_BYTES)
    sample = Sample(
        id=tx.new_id(),
        org_id=org_id,
        period_from=period_from,
        period_to=period_to,
        state=SampleState.COMMITTED,
        seed_commitment=commitment(seed),
        rule=row_on(SAMPLING, today, table="sampling", key="rule"),
        committed_at=tx.now,
    )
    samples = Samples(tx)
    await samples.add(sample, seed=seed)
    await samples.publish(sample.id, COMMITTED, _shown(sample))
    tx.record(f"sample/{sample.id}", "sample.commit", commitment=sample.seed_commitment)
    return sample


def _shown(sample: Sample) -> dict[str, object]:
    return {
        "id": sample.id,
        "org_id": sample.org_id,
        "period_from": sample.period_from,
        "period_to": sample.period_to,
        "seed_commitment": sample.seed_commitment,
        "rule": asdict(sample.rule),
        "committed_at": sample.committed_at.isoformat(),
    }
