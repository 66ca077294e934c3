"""Policy: sampling, scorecards and ratings as dated rows that ship with a release."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from services.quality.domain.rating import RatingRule
from services.quality.domain.sampling import SamplingRule
from services.quality.domain.scorecards import Band, Indicator, Scorecard, Veto
from shared.kernel.codes import CodeList, code_list
from shared.kernel.obligations import DeadlineRule, Unit
from shared.kernel.policy import row_on

_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class DivergenceRule:
    """From how many tenths of a point on two verdicts differ."""

    id: str
    limit_tenths: int
    source: str
    valid_from: date
    valid_to: date | None = None


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text(encoding="utf-8"))


def _cards() -> tuple[Scorecard, ...]:
    tables = _toml("scorecards.toml")
    vetoes = tuple(Veto(**row) for row in tables["veto"])
    bands = tuple(Band(r["code"], r["label_zh"], r["from_tenths"]) for r in tables["band"])
    return tuple(
        Scorecard(
            **{
                **row,
                "indicators": tuple(Indicator(**one) for one in row["indicators"]),
                "vetoes": vetoes,
                "bands": bands,
            }
        )
        for row in tables["card"]
    )


SAMPLING = tuple(SamplingRule(**row) for row in _toml("sampling.toml")["rule"])
RATINGS = tuple(RatingRule(**row) for row in _toml("sampling.toml")["rating"])
DIVERGENCES = tuple(DivergenceRule(**row) for row in _toml("sampling.toml")["divergence"])
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


def card_for(kind: str, day: date) -> Scorecard:
    """The scorecard for a kind of work on ``day``. Raises PolicyRowMissing."""
    cards = [card for card in CARDS if card.kind == kind]
    return row_on(cards, day, table="scorecards", key=kind)


def card_named(card_id: str) -> Scorecard:
    """The version that a review was opened with."""
    return next(card for card in CARDS if card.id == card_id)
