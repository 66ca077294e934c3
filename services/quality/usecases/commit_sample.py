"""Use case: commit the seed of a period's sample before the period closes (Q-02)."""

import secrets
from datetime import date

from services.quality.domain.sampling import (
    SEED_BYTES,
    SamplePeriodReversed,
    SampleState,
    SeedCommittedTooLate,
    commitment,
)
from services.quality.policy import SAMPLING
from services.quality.store.samples import Sample, Samples
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date
from shared.kernel.policy import row_on


async def commit_sample(
    tx: Transaction, *, org_id: str, period_from: date, period_to: date
) -> Sample:
    """Only the commitment is shown; the seed stays sealed until the draw.

    Raises SamplePeriodReversed, SeedCommittedTooLate, PolicyRowMissing.
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
        rule_id=row_on(SAMPLING, today, table="sampling", key="rule").id,
        committed_at=tx.now,
    )
    await Samples(tx).add(sample, seed=seed)
    tx.record(f"sample/{sample.id}", "sample.commit", commitment=sample.seed_commitment)
    return sample
