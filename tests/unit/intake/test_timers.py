"""Timers: what intake does by the hour is set once, and there is somebody to do it."""

from services.intake.tasks import tasks, timers
from services.intake.usecases.lapse_unopened import LAPSE_UNOPENED
from services.intake.usecases.request_package import REQUEST_PACKAGES


def test_unopened_letters_and_packages_are_looked_after_by_the_hour() -> None:
    rung = sorted(timer.task for timer in timers)
    assert rung == sorted([LAPSE_UNOPENED, REQUEST_PACKAGES])
    assert set(rung) <= set(tasks.names)
