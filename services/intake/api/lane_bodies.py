"""API: the lane of an application, with its reasons in words."""

from services.intake.api.coded import labels
from services.intake.domain.lane import Lane, LaneAnswer
from shared.http.bodies import Answer


class LaneReasonOut(Answer):
    code: str
    label_zh: str
    label_en: str


class LaneOut(Answer):
    """``fast`` with the ways that lead in, or ``standard`` with the reasons for leaving."""

    lane: Lane
    reasons: list[LaneReasonOut]

    @classmethod
    def of(cls, answer: LaneAnswer) -> "LaneOut":
        coded = "lane_ways" if answer.fast else "lane_leaving_reasons"
        told = [(code, *labels(coded, code)) for code in answer.reasons]
        return cls(
            lane=answer.lane,
            reasons=[LaneReasonOut(code=code, label_zh=zh, label_en=en) for code, zh, en in told],
        )
