"""Store: samples, with the secret seed sealed until the draw, and what is published of them."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from services.quality.domain.sampling import (
    FrameEntry,
    SampleNotFound,
    SamplePeriodTaken,
    SampleState,
    SamplingRule,
)
from services.quality.store.tables import sample, sample_publication
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction, VersionStale
from shared.kernel.policy import canonical

COMMITTED, DRAWN = "committed", "drawn"  # marks of a publication; a late stage's mark is its id


@dataclass(frozen=True, kw_only=True)
class Sample:
    """One period's sample under the rule of the day of commitment.

    Frame, seed and lists are empty until it is drawn.
    """

    id: UUID
    org_id: str
    period_from: date
    period_to: date
    state: SampleState
    seed_commitment: str
    rule: SamplingRule
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
        """Raises SamplePeriodTaken."""
        taken = await self._tx.execute(
            _covering(self._tx, one.org_id, one.period_from, one.period_to)
        )
        row = {
            "id": one.id,
            "org_id": one.org_id,
            "period_from": one.period_from,
            "period_to": one.period_to,
            "state": one.state,
            "seed_commitment": one.seed_commitment,
            "seed_sealed": self._tx.vault.seal_answer(seed.encode(), f"sample/{one.id}"),
            "rule": json.loads(canonical(asdict(one.rule))),
            "committed_by": self._tx.actor.person_id,
            "committed_at": one.committed_at,
            "version": one.version,
        }
        if taken.first() or not await insert_missing(self._tx.connection, sample, [row]):
            raise SamplePeriodTaken(period_from=one.period_from.isoformat())

    async def get(self, sample_id: UUID) -> Sample:
        """Raises SampleNotFound."""
        return sample_of(await self._row(sample_id))

    async def get_alone(self, sample_id: UUID) -> Sample:
        """With its row locked, so that no stage closes unseen while the frame is read.

        Raises SampleNotFound.
        """
        return sample_of(await self._row(sample_id, lock=True))

    async def drawn_covering(self, org_id: str, day: date) -> list[Sample]:
        """The drawn sample of the agency whose period holds ``day``; waits for a draw under way."""
        statement = _covering(self._tx, org_id, day, day).with_for_update(read=True)
        rows = await self._tx.execute(statement)
        return [sample_of(row) for row in rows if row.state == SampleState.DRAWN]

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

    async def publish(self, sample_id: UUID, mark: str, content: Mapping[str, Any]) -> None:
        """Show something of a sample to everybody, once per mark and for good."""
        row = {
            "sample_id": sample_id,
            "mark": mark,
            "content": json.loads(canonical(content)),
            "published_at": self._tx.now,
        }
        await insert_missing(self._tx.connection, sample_publication, [row])

    async def _row(self, sample_id: UUID, *, lock: bool = False) -> Any:
        statement = self._tx.scoped(sample).where(sample.c.id == sample_id)
        found = await self._tx.execute(statement.with_for_update() if lock else statement)
        row = found.one_or_none()
        if row is None:
            raise SampleNotFound()
        return row


def _covering(tx: Transaction, org_id: str, first: date, last: date) -> Select[Any]:
    return tx.scoped(sample).where(
        sample.c.org_id == org_id, sample.c.period_from <= last, sample.c.period_to >= first
    )


def sample_of(row: Any) -> Sample:
    return Sample(
        id=row.id,
        org_id=row.org_id,
        period_from=row.period_from,
        period_to=row.period_to,
        state=SampleState(row.state),
        seed_commitment=row.seed_commitment,
        rule=_rule(row.rule),
        committed_at=row.committed_at,
        seed=row.seed,
        frame=tuple(FrameEntry(*entry) for entry in row.frame or ()),
        frame_digest=row.frame_digest,
        drawn=tuple(row.drawn or ()),
        reserve=tuple(row.reserve or ()),
        drawn_at=row.drawn_at,
        version=row.version,
    )


def _rule(stored: Mapping[str, Any]) -> SamplingRule:
    until = stored["valid_to"]
    return SamplingRule(
        **{
            **stored,
            "strata": tuple(stored["strata"]),
            "must_review_clocks": tuple(stored["must_review_clocks"]),
            "valid_from": date.fromisoformat(stored["valid_from"]),
            "valid_to": date.fromisoformat(until) if until else None,
        }
    )
