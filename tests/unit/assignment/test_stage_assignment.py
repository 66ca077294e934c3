"""Unit: the life of a stage assignment, and what each act refuses."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from services.assignment.domain.stage_assignment import (
    TRANSITIONS,
    HandlerIsNotOfTheUnit,
    InstantOutOfOrder,
    NoOrganToTell,
    OnlyTheHolderWorksOnTheCase,
    OrganAlreadyTold,
    State,
)
from shared.kernel.transitions import ActNotAllowedNow
from tests.support.assignment import (
    DAY,
    NOON,
    facts,
    firm,
    provider,
    stage_assignment,
    uid,
)

LATER = NOON + timedelta(days=1)


@pytest.mark.row("A-04")
def test_the_thread_runs_from_the_opening_to_the_signed_engagement() -> None:
    given = stage_assignment().assign_unit(firm(), letter_no="1", now=NOON)
    named, assigned = given.name_handler(provider(), firm(), by="person-9", now=NOON)
    told, organ = named.tell_organ(proof_code="phone_record", told_at=LATER, now=LATER)
    begun, signed = told.sign_engagement(signed_on=date(2026, 3, 3), excuse_code=None, now=LATER)
    assert begun.state is State.IN_PROGRESS
    assert (assigned.provider_subject, assigned.assigned_by) == ("lawyer-1", "person-9")
    assert organ.organ_org_id == "CT-150203"
    assert signed.signed_on == date(2026, 3, 3)


def test_a_handler_is_not_named_before_the_unit_is_assigned() -> None:
    with pytest.raises(ActNotAllowedNow):
        stage_assignment().name_handler(provider(), firm(), by="p", now=NOON)


def test_a_lawyer_of_another_unit_is_refused() -> None:
    given = stage_assignment(State.UNIT_ASSIGNED)
    with pytest.raises(HandlerIsNotOfTheUnit):
        given.name_handler(provider(firm_id=uid(7)), firm(), by="p", now=NOON)


def test_the_units_phone_stands_in_where_the_lawyer_has_none() -> None:
    given = stage_assignment(State.UNIT_ASSIGNED)
    _, fact = given.name_handler(provider(), firm(work_phone="0472-5550101"), by="p", now=NOON)
    assert fact.work_phone == "0472-5550101"


def test_no_organ_is_told_of_a_case_that_came_by_application() -> None:
    applied = stage_assignment(State.HANDLER_NAMED, facts=facts(organ_org_id=None))
    with pytest.raises(NoOrganToTell):
        applied.tell_organ(proof_code="phone_record", told_at=NOON, now=NOON)


def test_the_organ_is_told_once() -> None:
    told = stage_assignment(State.HANDLER_NAMED, told_at=NOON)
    with pytest.raises(OrganAlreadyTold):
        told.tell_organ(proof_code="phone_record", told_at=LATER, now=LATER)


@pytest.mark.parametrize("told_at", [NOON - timedelta(hours=1), LATER + timedelta(hours=1)])
def test_the_proof_lies_between_the_naming_and_now(told_at: datetime) -> None:
    with pytest.raises(InstantOutOfOrder):
        stage_assignment(State.HANDLER_NAMED).tell_organ(
            proof_code="phone_record", told_at=told_at, now=LATER
        )


def test_a_recorded_excuse_begins_the_work_without_a_signature() -> None:
    begun, fact = stage_assignment(State.HANDLER_NAMED).sign_engagement(
        signed_on=None, excuse_code="recipient_in_custody", now=NOON
    )
    assert begun.state is State.IN_PROGRESS
    assert (fact.signed_on, fact.excuse_code) == (None, "recipient_in_custody")


def test_only_the_holder_works_on_the_case() -> None:
    held = stage_assignment(State.IN_PROGRESS)
    held.require_holder("lawyer-1")
    with pytest.raises(OnlyTheHolderWorksOnTheCase):
        held.require_holder("lawyer-2")


def test_a_case_is_not_closed_on_a_day_to_come() -> None:
    with pytest.raises(InstantOutOfOrder):
        stage_assignment(State.IN_PROGRESS).close(
            closing_code="judgment_received", closed_on=DAY + timedelta(days=1), now=NOON
        )


def test_a_passed_file_allows_nothing_more() -> None:
    assert TRANSITIONS.acts_in(State.FILE_PASSED) == []


def test_only_the_holder_and_the_unit_are_offered_the_engagement() -> None:
    offered = {
        role
        for role in ("provider", "firm_manager", "assigner", "reviewer", "partner")
        for action in TRANSITIONS.allowed_actions(State.HANDLER_NAMED, [role])
        if action.act == "sign_engagement" and action.allowed
    }
    assert offered == {"provider", "firm_manager"}


def test_the_state_keeps_the_engagement_it_was_given() -> None:
    held = replace(stage_assignment(State.IN_PROGRESS), engagement_signed_on=DAY)
    assert held.engagement_signed_on == DAY
