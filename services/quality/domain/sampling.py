"""Domain: provable sampling (Q-02). The seed is committed before the period closes and revealed after.

Anybody can repeat the draw from what is published: the order of a stratum is the order of
sha256(seed | stage assignment id).
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from services.quality.domain.register import StageRecord
from shared.kernel.policy import digest
from shared.kernel.refusals import Conflict, Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable

SEED_BYTES = 32
UNKNOWN = "unknown"  # a closed stage whose facts have not all arrived is in the frame all the same


class SampleNotFound(NotFound):
    """There is no such sample at this agency."""


class SamplePeriodReversed(NotUnderstood):
    """The period ends before it begins."""


class SeedCommittedTooLate(Conflict):
    """The seed must be committed before the period closes, or nobody could trust the draw."""


class SamplePeriodTaken(Conflict):
    """One period has one sample: who could commit twice could choose the luckier seed."""


class SamplePeriodStillOpen(Conflict):
    """The frame is complete only after the last day of the period."""


class SamplerAssignedACase(Forbidden):
    """Who assigned a case of the frame may not draw from it."""


class SampleState(StrEnum):
    COMMITTED = "committed"
    DRAWN = "drawn"


SAMPLE_ACTS = TransitionTable[SampleState](
    [
        Transition(
            "draw",
            frozenset({SampleState.COMMITTED}),
            SampleState.DRAWN,
            frozenset({"quality_officer"}),
        )
    ]
)


@dataclass(frozen=True)
class FrameEntry:
    """One closed stage, with the stratum it is drawn in and whether a rule demands its review."""

    stage_assignment_id: str
    stratum: str
    must_review: bool = False


@dataclass(frozen=True)
class SamplingRule:
    """How many of each stratum: percent, but at least ``least``. Dated data with its source.

    ``strata`` are the fields of the register that make a stratum; a stage with a breached clock of
    ``must_review_clocks`` is reviewed besides the lot.
    """

    id: str
    percent: int
    least: int
    reserve: int
    strata: tuple[str, ...]
    must_review_clocks: tuple[str, ...]
    source: str
    verified: bool
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Draw:
    """The drawn stages and the reserve, in drawing order, stratum by stratum."""

    drawn: tuple[str, ...]
    reserve: tuple[str, ...]


def commitment(seed: str) -> str:
    """What is published before the period closes: sha256 of the seed's text, in hexadecimal."""
    return hashlib.sha256(seed.encode()).hexdigest()


def frame_of(
    stages: Sequence[StageRecord], breached: Mapping[UUID, AbstractSet[str]], rule: SamplingRule
) -> tuple[FrameEntry, ...]:
    """Every stage that closed in the period, filed or not. ``breached``: clock codes by stage."""
    demanding = frozenset(rule.must_review_clocks)
    return tuple(
        FrameEntry(
            str(stage.stage_assignment_id),
            "/".join(str(getattr(stage, field) or UNKNOWN) for field in rule.strata),
            not demanding.isdisjoint(breached.get(stage.stage_assignment_id, ())),
        )
        for stage in sorted(stages, key=lambda one: str(one.stage_assignment_id))
    )


def frame_digest(frame: Iterable[FrameEntry]) -> str:
    """One digest for one frame, whatever the order of its entries."""
    entries = sorted((e.stage_assignment_id, e.stratum, e.must_review) for e in frame)
    return digest([list(entry) for entry in entries])


def draw(frame: Iterable[FrameEntry], seed: str, rule: SamplingRule) -> Draw:
    """Draw each stratum by the order of the hashes; what must be reviewed is drawn besides."""
    drawn: list[str] = []
    reserve: list[str] = []
    for entries in _strata(frame).values():
        must = [e.stage_assignment_id for e in entries if e.must_review]
        lot = [e.stage_assignment_id for e in entries if not e.must_review]
        lot.sort(key=lambda stage: _place(seed, stage))
        quota = min(len(lot), max(rule.least, -(-len(lot) * rule.percent // 100)))
        drawn += [*sorted(must), *lot[:quota]]
        reserve += lot[quota : quota + rule.reserve]
    return Draw(tuple(drawn), tuple(reserve))


def _strata(frame: Iterable[FrameEntry]) -> Mapping[str, list[FrameEntry]]:
    strata: dict[str, list[FrameEntry]] = {}
    for entry in sorted(frame, key=lambda e: (e.stratum, e.stage_assignment_id)):
        strata.setdefault(entry.stratum, []).append(entry)
    return strata


def _place(seed: str, stage: str) -> str:
    return hashlib.sha256(f"{seed}|{stage}".encode()).hexdigest()
