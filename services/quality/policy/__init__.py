"""Policy: sampling, scorecards and ratings as dated rows that ship with a release."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from services.quality.domain.rating import RatingRule
from services.quality.domain.review import JudgingRule
from services.quality.domain.sampling import SamplingRule
from services.quality.domain.scorecards import (
    Band,
    Indicator,
    Scorecard,
    ScorecardUnknown,
    Veto,
    fitting,
)
from shared.kernel.codes import CodeList, code_list
from shared.kernel.obligations import DeadlineRule, Unit
from shared.kernel.policy import row_on

_FOLDER = Path(__file__).parent


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _cards() -> tuple[Scorecard, ...]:
    tables = _toml("scorecards.toml")
    vetoes = tuple(Veto(**row) for row in tables["veto"])
    bands = tuple(Band(**row) for row in tables["band"])
    return tuple(
        Scorecard(
            **{
                **row,
                "stages": tuple(row.get("stages", ())),
                "indicators": tuple(Indicator(**one) for one in row["indicators"]),
                "vetoes": vetoes,
                "bands": bands,
            }
        )
        for row in tables["card"]
    )


SAMPLING = tuple(
    SamplingRule(
        **{
            **row,
            "strata": tuple(row["strata"]),
            "must_review_clocks": tuple(row["must_review_clocks"]),
        }
    )
    for row in _toml("sampling.toml")["rule"]
)
RATINGS = tuple(RatingRule(**row) for row in _toml("sampling.toml")["rating"])
JUDGING = tuple(
    JudgingRule(**{**row, "re_review_grades": tuple(row["re_review_grades"])})
    for row in _toml("sampling.toml")["judging"]
)
CARDS = _cards()
DEADLINES = tuple(
    DeadlineRule(code=code, **{**row, "unit": Unit(row["unit"])})
    for code, row in _toml("deadlines.toml").items()
)
REPLY = next(rule for rule in DEADLINES if rule.code == "QR1")
CODE_LISTS: tuple[CodeList, ...] = (
    code_list(
        "grades",
        [
            {k: r[k] for k in ("code", "label_zh", "label_en")}
            for r in _toml("scorecards.toml")["band"]
        ],
    ),
    code_list("vetoes", _toml("scorecards.toml")["veto"]),
)


def card_for(kind: str, stage: str | None, day: date) -> Scorecard:
    """The scorecard for a kind of work and its stage on ``day``. Raises PolicyRowMissing."""
    return row_on(fitting(CARDS, kind, stage), day, table="scorecards", key=f"{kind}/{stage}")


def card_named(card_id: str) -> Scorecard:
    """One version, such as a review was opened with. Raises ScorecardUnknown."""
    for card in CARDS:
        if card.id == card_id:
            return card
    raise ScorecardUnknown()
