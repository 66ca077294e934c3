"""API: what samples and the register look like on the wire."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import ConfigDict

from services.quality.domain.sampling import SAMPLE_ACTS, SampleState
from services.quality.store.samples import COMMITTED, DRAWN, Sample
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out


class SampleIn(Body):
    """The period whose closed stages will be the frame; it must not be over yet."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"period_from": "2026-11-01", "period_to": "2026-11-30"}]}
    )

    period_from: date
    period_to: date


class SamplingRuleOut(Answer):
    """The rule that held when the seed was committed; ``verified``: its source was read."""

    id: str
    percent: int
    least: int
    reserve: int
    strata: list[str]
    must_review_clocks: list[str]
    source: str
    verified: bool


class LateStageOut(Answer):
    """A stage of the period whose closing was told only after the draw."""

    stage_assignment_id: str
    closed_on: date


class FrameEntryOut(Answer):
    stage_assignment_id: str
    stratum: str
    must_review: bool


class SampleOut(Answer):
    """Everything an outsider needs to repeat the draw; seed and frame appear with the draw."""

    id: UUID
    org_id: str
    period_from: date
    period_to: date
    state: SampleState
    seed_commitment: str
    rule: SamplingRuleOut
    committed_at: datetime
    seed: str | None
    frame: list[FrameEntryOut]
    frame_digest: str | None
    drawn: list[str]
    reserve: list[str]
    version: int
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def of(cls, one: Sample, roles: frozenset[str]) -> "SampleOut":
        return cls(
            id=one.id,
            org_id=one.org_id,
            period_from=one.period_from,
            period_to=one.period_to,
            state=one.state,
            seed_commitment=one.seed_commitment,
            rule=SamplingRuleOut.model_validate(one.rule),
            committed_at=one.committed_at,
            seed=one.seed,
            frame=[FrameEntryOut.model_validate(entry) for entry in one.frame],
            frame_digest=one.frame_digest,
            drawn=list(one.drawn),
            reserve=list(one.reserve),
            version=one.version,
            allowed_actions=allowed_actions_out(SAMPLE_ACTS.allowed_actions(one.state, roles)),
        )


class PublishedSampleOut(Answer):
    """What everybody may know of a sample: enough to repeat the draw with one command.

    Seed, frame and lists appear with the draw; ``late_stages`` show a frame that grew afterwards.
    """

    id: UUID
    org_id: str
    period_from: date
    period_to: date
    seed_commitment: str
    rule: SamplingRuleOut
    committed_at: datetime
    seed: str | None = None
    frame: tuple[FrameEntryOut, ...] = ()
    frame_digest: str | None = None
    drawn: tuple[str, ...] = ()
    reserve: tuple[str, ...] = ()
    drawn_at: datetime | None = None
    late_stages: tuple[LateStageOut, ...] = ()

    @classmethod
    def of(cls, publications: Mapping[str, Any]) -> "PublishedSampleOut":
        late = [content for mark, content in publications.items() if mark not in (COMMITTED, DRAWN)]
        whole = {**publications[COMMITTED], **publications.get(DRAWN, {})}
        late.sort(key=lambda content: str(content["stage_assignment_id"]))
        return cls.model_validate({**whole, "late_stages": late})


class StageRecordOut(Answer):
    """One line of the register; what is not known yet is null."""

    stage_assignment_id: UUID
    matter_id: UUID
    kind: str | None
    stage: str | None
    provider_id: UUID | None
    opened_at: datetime | None
    closed_on: date | None
    file_passed_at: datetime | None


class TrackEntryOut(Answer):
    code: str
    detail: str | None
    at: datetime


class TrackedStageOut(StageRecordOut):
    """A stage with its track record, oldest first."""

    track: list[TrackEntryOut]

    @classmethod
    def with_track(cls, stage: Any, track: Sequence[Any]) -> "TrackedStageOut":
        known = StageRecordOut.model_validate(stage).model_dump()
        return cls(**known, track=[TrackEntryOut.model_validate(entry) for entry in track])
