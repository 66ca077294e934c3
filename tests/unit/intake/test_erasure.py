"""When a matter has ended, so that a person's data may be destroyed."""

import pytest

from services.intake.domain.erasure import MatterStillRuns, require_ended

OPENED, PASSED = "assignment.stage_assignment.opened.v1", "assignment.closing_file.passed.v1"


@pytest.mark.parametrize(
    ("states", "types", "clocks", "ended"),
    [
        (["withdrawn"], [], [], True),
        (["refused"], [], [], True),
        (["refused"], [], ["T17"], False),  # the person may still object
        (["received"], [], [], False),
        (["granted"], [], [], False),  # assignment has not begun yet
        (["granted"], [OPENED], [], False),
        (["granted"], [OPENED, PASSED], [], True),
        (["granted"], [OPENED, PASSED, OPENED], [], False),  # the next stage runs
        (["accepted"], [OPENED, PASSED, OPENED, PASSED], [], True),
        (["granted"], [OPENED, "intake.matter.terminated.v1"], [], True),
        (["withdrawn", "accepted"], [], [], False),
        ([], [], [], False),
    ],
)
def test_a_matter_has_ended_when_nothing_of_it_runs(
    states: list[str], types: list[str], clocks: list[str], ended: bool
) -> None:
    try:
        require_ended(states, types, clocks)
    except MatterStillRuns:
        assert not ended
    else:
        assert ended
