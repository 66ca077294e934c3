"""Tasks of intake: every timer rings for work that is performed."""

from services.intake.tasks import tasks, timers
from services.intake.usecases.lapse_unopened import LAPSE_UNOPENED
from services.intake.usecases.request_package import REQUEST_PACKAGES


def test_unopened_services_and_packages_are_looked_after_by_timers() -> None:
    rung = sorted(timer.task for timer in timers)
    assert rung == sorted([LAPSE_UNOPENED, REQUEST_PACKAGES]), "each once"


def test_every_timer_asks_for_a_task_that_is_performed() -> None:
    assert {timer.task for timer in timers} <= set(tasks.names)
