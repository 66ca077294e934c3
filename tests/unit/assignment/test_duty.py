"""Unit: duty requests, help records and attendance (law.md 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.assignment.domain.attendance import (
    AttendanceState,
    NobodyConfirmsOwnAttendance,
    NotTheDayOfTheShift,
    OnlyTheRosteredLawyerAttends,
    check_in,
)
from services.assignment.domain.duty import (
    HelpRecord,
    LawyerNotFitForDuty,
    NobodyOnDuty,
    OnlyTheDutyLawyerAnswers,
    PleaOutcomeContradicts,
    PleaOutcomeMissing,
    RequestState,
    ShiftDoesNotCoverTheRequest,
    is_short_notice,
    pick_shift,
)
from services.assignment.domain.registry import Suspension
from shared.kernel.transitions import ActNotAllowedNow
from shared.kernel.workdays import WorkCalendar
from tests.support.assignment import DAY, NOON, duty_request, provider, shift, uid

ADVICE = HelpRecord(help_codes=("advice", "procedure_choice"), person_count=1)


@pytest.mark.row("A-09")
def test_a_request_is_dispatched_accepted_and_finished_with_its_help() -> None:
    sent, dispatched = duty_request().dispatch(shift(), provider(), now=NOON)
    taken, _ = sent.accept(subject="lawyer-1", now=NOON)
    done, finished = taken.finish(ADVICE, subject="lawyer-1", now=NOON)
    assert done.state is RequestState.FINISHED
    assert dispatched.shift_id == shift().id
    assert finished.help_codes == ("advice", "procedure_choice")


def test_a_lawyer_suspended_on_the_day_is_not_sent() -> None:
    barred = provider(suspension=Suspension(since=DAY))
    with pytest.raises(LawyerNotFitForDuty):
        duty_request().dispatch(shift(), barred, now=NOON)


def test_a_shift_at_another_site_does_not_cover_the_request() -> None:
    with pytest.raises(ShiftDoesNotCoverTheRequest):
        duty_request().dispatch(shift(site_org_id="CT-150203"), provider(), now=NOON)


def test_another_lawyer_neither_accepts_nor_finishes() -> None:
    sent, _ = duty_request().dispatch(shift(), provider(), now=NOON)
    with pytest.raises(OnlyTheDutyLawyerAnswers):
        sent.accept(subject="lawyer-2", now=NOON)


def test_help_is_not_recorded_before_acceptance() -> None:
    sent, _ = duty_request().dispatch(shift(), provider(), now=NOON)
    with pytest.raises(ActNotAllowedNow):
        sent.finish(ADVICE, subject="lawyer-1", now=NOON)


def finish_with(record: HelpRecord) -> None:
    sent, _ = duty_request().dispatch(shift(), provider(), now=NOON)
    taken, _ = sent.accept(subject="lawyer-1", now=NOON)
    taken.finish(record, subject="lawyer-1", now=NOON)


def test_a_witnessed_plea_says_how_it_ended() -> None:
    with pytest.raises(PleaOutcomeMissing):
        finish_with(HelpRecord(help_codes=("plea_leniency_witness",), person_count=1))


def test_a_plea_signed_with_views_on_file_is_a_lawful_end() -> None:
    finish_with(
        HelpRecord(
            help_codes=("plea_leniency_witness",),
            person_count=1,
            plea_outcome_code="signed_with_objection",
        )
    )


@pytest.mark.parametrize(
    ("outcome", "kept"), [("signed", True), (None, False), ("help_refused", False)]
)
def test_refused_help_means_no_signature_and_a_kept_refusal(
    outcome: str | None, kept: bool
) -> None:
    record = HelpRecord(
        help_codes=("help_refused",), person_count=1, plea_outcome_code=outcome, refusal_kept=kept
    )
    with pytest.raises(PleaOutcomeContradicts):
        finish_with(record)


def test_the_shift_running_now_comes_before_a_less_busy_later_one() -> None:
    later = shift(
        id=uid(4002), planned_from=NOON + timedelta(hours=1), planned_to=NOON + timedelta(hours=9)
    )
    running = shift(requests_taken=4)
    picked = pick_shift([later, running], site_org_id="DC-DEMO-A", day=DAY, now=NOON)
    assert picked.id == running.id


def test_of_two_running_shifts_the_less_busy_is_picked() -> None:
    busy, free = shift(requests_taken=2), shift(id=uid(4002))
    picked = pick_shift([busy, free], site_org_id="DC-DEMO-A", day=DAY, now=NOON)
    assert picked.id == free.id


def test_a_shift_ends_at_its_last_instant_and_not_after() -> None:
    ended = shift(planned_to=NOON)
    with pytest.raises(NobodyOnDuty):
        pick_shift([ended], site_org_id="DC-DEMO-A", day=DAY, now=NOON)


@pytest.mark.parametrize(
    ("needed_on", "short"), [(date(2026, 3, 4), True), (date(2026, 3, 5), False)]
)
def test_less_than_three_working_days_is_short_notice(needed_on: date, short: bool) -> None:
    calendar = WorkCalendar(years={2026: False})
    assert is_short_notice(NOON, needed_on, calendar) is short


@pytest.mark.row("A-10")
def test_an_attended_day_is_confirmed_by_another() -> None:
    present = check_in(shift(), attendance_id=uid(9), subject="lawyer-1", now=NOON)
    left = present.check_out(subject="lawyer-1", now=NOON)
    confirmed, fact = left.confirm(provider(), by_subject="site", by_person="p5", now=NOON)
    assert confirmed.state is AttendanceState.CONFIRMED
    assert (fact.duty_on, fact.site_org_id) == (DAY, "DC-DEMO-A")


def test_nobody_confirms_the_own_attendance() -> None:
    present = check_in(shift(), attendance_id=uid(9), subject="lawyer-1", now=NOON)
    left = present.check_out(subject="lawyer-1", now=NOON)
    with pytest.raises(NobodyConfirmsOwnAttendance):
        left.confirm(provider(), by_subject="lawyer-1", by_person="p1", now=NOON)


def test_only_checked_out_attendance_is_confirmed() -> None:
    present = check_in(shift(), attendance_id=uid(9), subject="lawyer-1", now=NOON)
    with pytest.raises(ActNotAllowedNow):
        present.confirm(provider(), by_subject="site", by_person="p5", now=NOON)


def test_one_checks_in_to_the_own_shift_on_its_date() -> None:
    with pytest.raises(OnlyTheRosteredLawyerAttends):
        check_in(shift(), attendance_id=uid(9), subject="lawyer-2", now=NOON)
    with pytest.raises(NotTheDayOfTheShift):
        evening = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)  # midnight in Baotou
        check_in(shift(), attendance_id=uid(9), subject="lawyer-1", now=evening)
