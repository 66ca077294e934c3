"""The declaration of assignment 指派承办."""

from services.assignment.api import (
    attendances,
    candidates,
    closing_files,
    duty,
    registry,
    stage_assignments,
)
from services.assignment.config import AssignmentSettings
from services.assignment.policy import CODE_LISTS, DEADLINES
from services.assignment.queries.waiting import count_waiting
from services.assignment.store.tables import metadata
from services.assignment.subscriptions import subscriptions
from services.assignment.tasks import tasks
from services.assignment.usecases.seed_registry import seed_registry
from shared.service import Service

service = Service(
    name="assignment",
    title="指派承办 · Assignment",
    package="services.assignment",
    settings=AssignmentSettings,
    metadata=metadata,
    routers=(
        registry.router,
        stage_assignments.router,
        candidates.router,
        closing_files.router,
        duty.router,
        attendances.router,
    ),
    subscriptions=subscriptions,
    tasks=tasks,
    code_lists=tuple(CODE_LISTS.values()),
    deadline_rules=tuple(DEADLINES.values()),
    count_tasks=count_waiting,
    seed=seed_registry,
    description="谁来办、按什么规则办、办到哪一步；值班律师。 Who takes a case, under which rules.",
)
