"""Every clock of the law has one owner, and docs/clocks.md says what the code says."""

import re
from dataclasses import replace

import pytest

from shared.kernel.obligations import DeadlineRule, Unit
from tools.clocks import NOT_BUILT, PAGE, ClocksDisagree, clocks_owed, lines, page, rules_by_service

RULE = DeadlineRule(
    code="T02",
    article="法律援助法 43(1)",
    owner="agency",
    unit=Unit.CALENDAR_DAY,
    length=3,
    starts="grant decided",
    stops="unit assigned",
)
OWED = [{"code": "T02", "service": "assignment", "title": "决定后指派"}]


def test_the_page_is_what_the_code_says() -> None:
    assert page(lines(clocks_owed(), rules_by_service())) == PAGE.read_text(encoding="utf-8")


def test_all_thirty_two_clocks_of_the_law_are_listed() -> None:
    listed = {row["code"] for row in clocks_owed()}
    assert {f"T{number:02d}" for number in range(1, 33)} <= listed


def test_a_clock_nobody_runs_is_shown_as_not_yet_built() -> None:
    told = {"who": "agency", "starts": "x", "length": "5 days", "stops": "y", "article": "P148 37"}
    (line,) = lines([{**OWED[0], **told}], {"assignment": ()})
    assert line.cells()[-1] == NOT_BUILT


def test_a_running_clock_speaks_for_itself() -> None:
    (line,) = lines(OWED, {"assignment": (RULE,)})
    assert (line.built, line.length, line.stops) == (True, "3 calendar days 日", "unit assigned")


def test_an_unread_text_is_marked() -> None:
    (line,) = lines(OWED, {"assignment": (replace(RULE, verified=False),)})
    assert "3 calendar days 日 †" in line.cells()


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ({"assignment": (RULE,), "intake": (RULE,)}, "run twice"),
        ({"intake": (RULE,)}, "belongs to assignment"),
        ({}, "does not say"),
        ({"assignment": (RULE, replace(RULE, code="T99"))}, "not in tools/clocks.toml"),
    ],
)
def test_a_disagreement_stops_the_page(
    declared: dict[str, tuple[DeadlineRule, ...]], complaint: str
) -> None:
    with pytest.raises(ClocksDisagree, match=re.escape(complaint)):
        lines(OWED, declared)
