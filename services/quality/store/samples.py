"""Store: samples, with the secret seed sealed until the draw."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.quality.domain.sampling import FrameEntry, SampleNotFound, SampleState
from services.quality.store.tables import sample
from shared.db.transaction import Transaction, VersionStale


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One period's sample; frame, seed and lists are empty until it is drawn."""

    id: UUID
    org_id: str
    period_from: date
    period_to: date
    state: SampleState
    seed_commitment: str
    rule_id: str
    committed_at: datetime
    seed: str | None = None
    frame: tuple[FrameEntry, ...] = ()
    frame_digest: str | None = None
    drawn: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    version: int = 1


class Samples:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, one: Sample, *, seed: str) -> None:
        await self._tx.execute(
            sample.insert().values(
                id=one.id,
                org_id=one.org_id,
                period_from=one.period_from,
                period_to=one.period_to,
                state=one.state,
                seed_commitment=one.seed_commitment,
                seed_sealed=self._tx.vault.seal_answer(seed.encode(), f"sample/{one.id}"),
                rule_id=one.rule_id,
                committed_by=self._tx.actor.person_id,
                committed_at=one.committed_at,
                version=one.version,
            )
        )

    async def get(self, sample_id: UUID) -> Sample:
        """Raises SampleNotFound."""
        return sample_of(await self._row(sample_id))

    async def secret_seed(self, sample_id: UUID) -> str:
        row = await self._row(sample_id)
        return self._tx.vault.open_answer(row.seed_sealed, f"sample/{sample_id}").decode()

    async def save_draw(self, one: Sample) -> Sample:
        """Raises VersionStale."""
        result = await self._tx.execute(
            sample.update()
            .where(sample.c.id == one.id, sample.c.version == one.version)
            .values(
                state=one.state,
                seed=one.seed,
                frame=[[e.stage_assignment_id, e.stratum, e.must_review] for e in one.frame],
                frame_digest=one.frame_digest,
                drawn=list(one.drawn),
                reserve=list(one.reserve),
                drawn_at=one.drawn_at,
                version=one.version + 1,
            )
        )
        if result.rowcount == 0:
            raise VersionStale()
        return replace(one, version=one.version + 1)

    async def _row(self, sample_id: UUID) -> Any:
        found = await self._tx.execute(self._tx.scoped(sample).where(sample.c.id == sample_id))
        row = found.one_or_none()
        if row is None:
            raise SampleNotFound()
        return row


def sample_of(row: Any) -> Sample:
    return Sample(
        id=row.id,
        org_id=row.org_id,
        period_from=row.period_from,
        period_to=row.period_to,
        state=SampleState(row.state),
        seed_commitment=row.seed_commitment,
        rule_id=row.rule_id,
        committed_at=row.committed_at,
        seed=row.seed,
        frame=tuple(FrameEntry(*entry) for entry in row.frame or ()),
        frame_digest=row.frame_digest,
        drawn=tuple(row.drawn or ()),
        reserve=tuple(row.reserve or ()),
        drawn_at=row.drawn_at,
        version=row.version,
    )
