"""The timeline's rules: who reads which line, what comes next, and where a clock begins."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from services.intake.domain.timeline import (
    Audience,
    Entry,
    clock_start,
    furthest,
    is_withheld,
    tell,
)
from services.intake.policy import TIMELINE, WITHHELD_READS
from tests.support.intake import NOON


def entry(kind: str, hours: int = 0, **facts: Any) -> Entry:
    return Entry(kind, "/intake/1", NOON + timedelta(hours=hours), facts)


FILED = entry("intake.application.filed.v1")
GRANTED = entry("intake.application.granted.v1", 1, case_no="N-1")
RESERVED = entry("payment.budget.reserved.v1", 2)
REVIEW = entry("quality.review.opened.v1", 3)


@pytest.mark.parametrize(
    ("audience", "count"),
    [(Audience.CITIZEN, 2), (Audience.LAWYER, 2), (Audience.AGENCY, 3), (Audience.AUDITOR, 4)],
)
def test_each_audience_sees_what_the_one_before_sees_and_more(
    audience: Audience, count: int
) -> None:
    told = tell([FILED, GRANTED, RESERVED, REVIEW], TIMELINE, audience=audience)
    assert len(told) == count


def test_the_next_step_is_that_of_the_furthest_fact_in_whatever_order() -> None:
    for order in permutations([FILED, GRANTED, RESERVED]):
        last = furthest(tell(order, TIMELINE, audience=Audience.CITIZEN))
        assert last is not None
        assert last.line.clock == "T02"


REFUSED = entry("intake.application.refused.v1", 1)
OBJECTED = entry("intake.objection.filed.v1", 2)
ORDERED = entry("intake.objection.decided.v1", 3)
CORRECTED = entry("intake.application.granted.v1", 4)
ASSIGNED = entry("assignment.lawyer.assigned.v1", 5)
ENDED = entry("intake.matter.terminated.v1", 6)
BACK = entry("intake.matter.reinstated.v1", 8)
NOTIFIED = entry("intake.notice.accepted.v1", 1)
WITHDRAWN = entry("intake.notice.withdrawn.v1", 2)
RENEWED = entry("intake.notice.renewed.v1", 3)


@pytest.mark.parametrize(
    ("life", "last"),
    [
        ("a refusal corrected, 法律援助法 49", [FILED, REFUSED, OBJECTED, ORDERED, CORRECTED]),
        ("and assigned then", [FILED, REFUSED, ORDERED, CORRECTED, ASSIGNED]),
        ("an end after a grant, 法律援助法 48", [FILED, CORRECTED, ASSIGNED, ENDED]),
        ("an end revoked, P148 39", [CORRECTED, ASSIGNED, ENDED, BACK]),
        ("an end revoked, somebody else assigned then",
         [CORRECTED, ENDED, BACK, entry("assignment.lawyer.assigned.v1", 9)]),
        ("corrected, ended and revoked", [REFUSED, CORRECTED, ENDED, BACK]),
        ("a notice renewed", [NOTIFIED, WITHDRAWN, RENEWED]),
        ("a renewed notice accepted",
         [NOTIFIED, WITHDRAWN, RENEWED, entry("intake.notice.accepted.v1", 4)]),
        ("corrected within the same instant", [entry("intake.application.refused.v1", 4), CORRECTED]),
        ("aid first, granted later: nothing began again",
         [entry("intake.application.granted.v1", 6), ASSIGNED]),
    ],
)  # fmt: skip
def test_a_life_that_began_again_goes_on_from_there_in_whatever_order_it_was_heard(
    life: str, last: list[Entry]
) -> None:
    """The last of each list is what the next step follows."""
    for order in permutations(last):
        found = furthest(tell(order, TIMELINE, audience=Audience.CITIZEN))
        assert found is not None
        assert found.entry == last[-1], life


def test_facts_of_one_instant_stand_in_the_order_of_life() -> None:
    told = tell([entry("intake.application.granted.v1"), FILED], TIMELINE, audience=Audience.AGENCY)
    assert [one.entry.type.split(".")[2] for one in told] == ["filed", "granted"]


def test_a_fact_that_is_missing_shows_as_a_dash() -> None:
    fact = entry("assignment.lawyer.assigned.v1", provider_name="演示陈一", work_phone=None)
    (told,) = tell([fact], TIMELINE, audience=Audience.CITIZEN)
    assert told.zh == "已指派—演示陈一承办，联系电话—。"


def test_a_clock_begins_with_the_fact_that_its_line_names() -> None:
    decided = "2026-11-02T06:00:00+00:00"
    (told,) = tell(
        [entry("intake.application.granted.v1", 9, decided_at=decided)],
        TIMELINE,
        audience=Audience.CITIZEN,
    )
    assert clock_start(told).isoformat() == decided
    (closed,) = tell(
        [entry("assignment.stage_assignment.closed.v1", closed_on="2026-11-05")],
        TIMELINE,
        audience=Audience.CITIZEN,
    )
    assert clock_start(closed).date().isoformat() == "2026-11-05"
    (filed,) = tell([FILED], TIMELINE, audience=Audience.CITIZEN)
    assert clock_start(filed) == NOON


@pytest.mark.parametrize(
    ("role", "end", "hours", "withheld"),
    [
        ("quality_reviewer", None, 0, True),
        ("quality_reviewer", "quality.review.finalized.v1", 2, False),
        ("quality_reviewer", "quality.review.finalized.v1", -2, True),  # an earlier review's end
        ("quality_reviewer", "quality.complaint.upheld.v1", 2, True),
        ("complaint_officer", "quality.complaint.dismissed.v1", 2, False),
        ("intake_clerk", None, 0, False),
    ],
)
def test_reads_by_supervisors_are_told_once_their_work_has_ended(
    role: str, end: str | None, hours: int, withheld: bool
) -> None:
    entries = [entry(end, hours)] if end else []
    assert is_withheld(role, NOON, entries, WITHHELD_READS) is withheld


def test_an_event_without_a_line_is_left_out() -> None:
    assert tell([entry("intake.unheard.of.v1")], TIMELINE, audience=Audience.AUDITOR) == ()
    assert furthest(()) is None
