"""Policy: shipped law as frozen data, checked once at import; each row cites its clause."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from services.intake.domain.aid_first import AidFirstGround
from services.intake.domain.consultation import ConsultationChannel
from services.intake.domain.hardship import (
    HardshipOutcome,
    HardshipPolicy,
    HardshipStandard,
    ProvenClass,
)
from services.intake.domain.lane import LaneWay
from services.intake.domain.notice import NoticeGround
from services.intake.domain.scope import Conditions, Effect, Layer, MeansTest, ScopeRule
from services.intake.domain.termination import CaseTrait, TerminationGround
from services.intake.domain.timeline import Audience, TimelineLine
from shared.files.policy import load_file_policy
from shared.kernel.codes import Code, CodeList, code_list
from shared.kernel.obligations import DeadlineRule, Unit

_FOLDER = Path(__file__).parent
_CONDITIONS = tuple(Conditions.__dataclass_fields__)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def _scope_rule(row: dict[str, Any]) -> ScopeRule:
    when: dict[str, Any] = {n: frozenset(row.pop(n)) for n in _CONDITIONS if n in row}
    return ScopeRule(
        layer=Layer(row.pop("layer")),
        effect=Effect(row.pop("effect", "includes")),
        means=MeansTest(row.pop("means")),
        needs_approver=row.pop("needs_approver", False),
        valid_to=row.pop("valid_to", None),
        when=Conditions(**when),
        **row,
    )


_HARDSHIP = _read("hardship")
_CLAIM_PROOFS = frozenset(_HARDSHIP["claim_proofs"])


def _proven_class(row: dict[str, Any]) -> ProvenClass:
    names = ("proofs", "causes", "tags", "circumstances")
    sets: dict[str, Any] = {name: frozenset(row.pop(name, ())) for name in names}
    return ProvenClass(
        layer=Layer(row.pop("layer")),
        claim_proofs=sets["proofs"] & _CLAIM_PROOFS,
        valid_to=row.pop("valid_to", None),
        **sets,
        **row,
    )


def _lane_way(row: dict[str, Any]) -> LaneWay:
    return LaneWay(
        means=frozenset(map(MeansTest, row.pop("means", ()))),
        outcomes=frozenset(map(HardshipOutcome, row.pop("outcomes", ()))),
        tags_any=frozenset(row.pop("tags_any", ())),
        materials=frozenset(row.pop("materials", ())),
        **row,
    )


def _notice_ground(row: dict[str, Any]) -> NoticeGround:
    organ_kinds, stages = (frozenset(row.pop(name)) for name in ("organ_kinds", "stages"))
    valid_to = row.pop("valid_to", None)
    layer = Layer(row.pop("layer"))
    return NoticeGround(
        layer=layer, organ_kinds=organ_kinds, stages=stages, valid_to=valid_to, **row
    )


def _deadline(row: dict[str, Any]) -> DeadlineRule:
    return DeadlineRule(**{**row, "unit": Unit(row["unit"])})


def _timeline_line(row: dict[str, Any]) -> TimelineLine:
    restarts_after = frozenset(row.pop("restarts_after", ()))
    visibility = Audience[row.pop("visibility").upper()]
    return TimelineLine(visibility=visibility, restarts_after=restarts_after, **row)


@dataclass(frozen=True)
class BothTexts:
    """One sentence for people, in own words."""

    zh: str
    en: str


@dataclass(frozen=True)
class Limits:
    supplement_days: int
    supplement_extension_days: int
    backdating_days_max: int
    live_reply_target_minutes: int
    group_members_max: int
    duty_persons_max: int
    postmark_counts: bool
    statistics_cell_min: int
    statistics_months_max: int
    materials_max: int
    offline_pack_numbers_max: int
    offline_pack_days: int
    status_code_minutes: int
    status_code_looks_max: int
    status_codes_per_hour: int
    batch_items_max: int
    limitation_warn_days: int
    counsel_hire_days: int


SCOPE_RULES: tuple[ScopeRule, ...] = tuple(map(_scope_rule, _read("scope_rules")["rule"]))

_BARE_HARDSHIP = HardshipPolicy(
    exempt=tuple(map(_proven_class, _HARDSHIP["exempt"])),
    deemed=tuple(map(_proven_class, _HARDSHIP["deemed"])),
    standards=(),
    grey_upto_percent=_HARDSHIP["grey_upto_percent"],
)

NOTICE_GROUNDS: dict[str, NoticeGround] = {
    row["code"]: _notice_ground(row) for row in _read("notice_grounds")["ground"]
}

AID_FIRST_GROUNDS: tuple[AidFirstGround, ...] = tuple(
    AidFirstGround(**row) for row in _read("aid_first")["ground"]
)

TERMINATION_GROUNDS: dict[str, TerminationGround] = {
    row["code"]: TerminationGround(
        blocked_for=frozenset(map(CaseTrait, row.pop("blocked_for", ()))), **row
    )
    for row in _read("terminations")["ground"]
}

_LANE = _read("lane")
LANE_WAYS: tuple[LaneWay, ...] = tuple(map(_lane_way, _LANE["way"]))
ANSWERED_BY: dict[str, frozenset[str]] = {
    paper: frozenset(needless) for paper, needless in _LANE["answered_by"].items()
}

_DEADLINES = _read("deadlines")
DEADLINES: dict[str, DeadlineRule] = {row["code"]: _deadline(row) for row in _DEADLINES["deadline"]}
SHOWN_CLOCKS: dict[str, DeadlineRule] = {row["code"]: _deadline(row) for row in _DEADLINES["shown"]}

FILES = load_file_policy(_FOLDER / "files.toml")

CONSULTATION_CHANNELS: dict[str, ConsultationChannel] = {
    row["code"]: ConsultationChannel(**row) for row in _read("consultations")["channel"]
}

LIMITS = Limits(**_read("limits"))

_TIMELINE = _read("timeline")
TIMELINE: dict[str, TimelineLine] = {row["type"]: _timeline_line(row) for row in _TIMELINE["line"]}
WITHHELD_READS: dict[str, frozenset[str]] = {
    row["role"]: frozenset(row["until"]) for row in _TIMELINE["withheld_read"]
}


def _listed(name: str, rows: Iterable[Any]) -> CodeList:
    """A code list of what the rule files define, so that forms offer exactly that."""
    codes = {row.code: Code(row.code, row.label_zh, row.label_en, row.source) for row in rows}
    return CodeList(name, tuple(codes.values()))


def _coded(name: str, rows: Iterable[Any]) -> CodeList:
    """As ``_listed``, for rows whose source is their article."""
    codes = (Code(row.code, row.label_zh, row.label_en, row.article) for row in rows)
    return CodeList(name, tuple(codes))


def _grounds() -> CodeList:
    codes = {r.ground: Code(r.ground, r.label_zh, r.label_en, r.article) for r in SCOPE_RULES}
    return CodeList("grounds", tuple(codes.values()))


CODE_LISTS: dict[str, CodeList] = {
    **{name: code_list(name, rows) for name, rows in _read("code_lists").items()},
    "exempt_classes": _listed("exempt_classes", _BARE_HARDSHIP.exempt),
    "deemed_cases": _listed("deemed_cases", _BARE_HARDSHIP.deemed),
    "consultation_channels": _listed("consultation_channels", CONSULTATION_CHANNELS.values()),
    "notice_grounds": _listed("notice_grounds", NOTICE_GROUNDS.values()),
    "grounds": _grounds(),
    "lane_ways": _coded("lane_ways", LANE_WAYS),
    "termination_grounds": _coded("termination_grounds", TERMINATION_GROUNDS.values()),
    "aid_first_grounds": _coded("aid_first_grounds", AID_FIRST_GROUNDS),
}

# The article that a reason of a decision rests on (法律援助法 43: a refusal states its reasons).
REASON_ARTICLES: dict[str, str] = {one.code: one.source for one in CODE_LISTS["reasons"].codes}

# By clock: what an objector may still do (法律援助法 49).
_REMEDIES = _read("remedies")
REMEDIES: dict[str, BothTexts] = {
    row["clock"]: BothTexts(zh=row["zh"], en=row["en"]) for row in _REMEDIES["remedy"]
}
ORDERED_NEXT = BothTexts(**_REMEDIES["ordered"])


def hardship_policy(standards: Iterable[HardshipStandard]) -> HardshipPolicy:
    """The shipped classes together with the lines that hold in the database."""
    return replace(_BARE_HARDSHIP, standards=tuple(standards))
