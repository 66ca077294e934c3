"""Unit: the closing date by kind (P148 40) and the file's checklist (law.md 5.6)."""

from datetime import timedelta

import pytest

from services.assignment.domain.closing import (
    ClosingCodeDoesNotFit,
    ClosingFileIncomplete,
    FiledItem,
    checklist_for,
    missing_items,
    pass_file,
    require_closing_code,
    return_file,
    submit_file,
)
from services.assignment.domain.stage_assignment import State
from services.assignment.policy import CHECKLIST, CLOSING_EVENTS, CODE_LISTS
from tests.support.assignment import NOON, facts, stage_assignment

CLOSINGS = [
    # service, stage, code, closes
    ("CRIM", "INVESTIGATION", "prosecution_opinion_received", True),
    ("CRIM", "INVESTIGATION", "judgment_received", False),
    ("CRIM", "PROSECUTION", "indictment_received", True),
    ("CRIM", "PROSECUTION", "non_prosecution_received", True),
    ("CRIM", "FIRST", "judgment_received", True),
    ("CRIM", "FIRST", "indictment_received", False),
    ("LIT", "SECOND", "mediation_paper_received", True),
    ("LABOUR", "ARBITRATION", "award_received", True),
    ("LABOUR", "ARBITRATION", "judgment_received", False),
    ("LIT", "RECONSIDERATION", "reconsideration_decision_received", True),
    ("LIT", "NONLIT", "performance_begun", True),
    ("CRIM", "FIRST", "agreement_reached", False),
    ("CRIM", "SECOND", "termination_received", True),
]


@pytest.mark.row("A-12")
@pytest.mark.parametrize(("service", "stage", "code", "closes"), CLOSINGS)
def test_each_paper_closes_its_own_kind_of_case(
    service: str, stage: str, code: str, closes: bool
) -> None:
    if closes:
        require_closing_code(CLOSING_EVENTS, code, service=service, stage=stage)
        return
    with pytest.raises(ClosingCodeDoesNotFit) as refusal:
        require_closing_code(CLOSING_EVENTS, code, service=service, stage=stage)
    assert "termination_received" in refusal.value.facts["fitting"]


def filed(*codes: str) -> list[FiledItem]:
    return [FiledItem(code, 1, "0" * 64) for code in codes]


@pytest.mark.row("A-12")
def test_a_missing_required_item_is_named() -> None:
    held = stage_assignment(State.FILE_SUBMITTED)
    checklist = checklist_for(CHECKLIST, held)
    required = [item.code for item in checklist if item.required]
    missing = missing_items(checklist, filed(*required[1:]))
    assert missing == required[:1]
    with pytest.raises(ClosingFileIncomplete) as refusal:
        pass_file(held, missing=missing, by="person-2", now=NOON)
    assert refusal.value.facts == {"missing": required[:1]}


def test_a_recorded_excuse_waives_the_agreement_and_the_power_of_attorney() -> None:
    held = stage_assignment(State.CLOSED, engagement_excuse_code="recipient_declines")
    required = {item.code for item in checklist_for(CHECKLIST, held) if item.required}
    assert required.isdisjoint({"engagement_agreement", "power_of_attorney"})


def test_a_civil_case_asks_for_no_defense_opinion() -> None:
    civil = stage_assignment(State.CLOSED, facts=facts(kind="civil", service="LIT"))
    asked = {item.code for item in checklist_for(CHECKLIST, civil)}
    assert "defense_opinion" not in asked
    assert "agency_opinion" in asked


def test_the_first_hand_in_counts_after_a_return() -> None:
    first, _ = submit_file(stage_assignment(State.CLOSED), now=NOON)
    back, _ = return_file(first, now=NOON + timedelta(days=3))
    again, fact = submit_file(back, now=NOON + timedelta(days=5))
    assert again.submitted_at == NOON
    assert fact.submitted_at == NOON + timedelta(days=5)


def test_passing_announces_who_assigned_so_that_others_can_keep_apart() -> None:
    _, fact = pass_file(stage_assignment(State.FILE_SUBMITTED), missing=[], by="p2", now=NOON)
    assert (fact.assigned_by, fact.passed_by) == ("person-assigner", "p2")


def test_every_closing_code_and_item_has_its_label() -> None:
    closing = {code.code for code in CODE_LISTS["closing_codes"].codes}
    assert {event.code for event in CLOSING_EVENTS} == closing
