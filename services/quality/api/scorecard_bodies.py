"""API: what a scorecard looks like on the wire."""

from datetime import date

from pydantic import Field

from shared.http.bodies import Answer


class IndicatorOut(Answer):
    """``weight``: percent of the total."""

    code: str
    label_zh: str
    label_en: str
    weight: int


class VetoOut(Answer):
    code: str
    label_zh: str
    label_en: str


class BandOut(Answer):
    """``from_tenths``: the lowest total of the grade, in tenths of a point."""

    code: str
    label_zh: str
    label_en: str
    from_tenths: int


class ScorecardOut(Answer):
    """One version. A review keeps the version that it was opened with."""

    id: str
    kind: str
    stages: list[str] = Field(description="空表示各阶段通用 · empty: every stage")
    source: str
    verified: bool = Field(
        description="依据文本是否已核对 · whether the text of its source was read"
    )
    indicators: list[IndicatorOut]
    vetoes: list[VetoOut]
    bands: list[BandOut]
    valid_from: date
    valid_to: date | None
