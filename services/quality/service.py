"""Service: the declaration of quality."""

from services.quality.api import reviews, samples, scorecards
from services.quality.config import QualitySettings
from services.quality.policy import CODE_LISTS, DEADLINES
from services.quality.queries.my_tasks import count_my_tasks
from services.quality.store.tables import metadata
from services.quality.subscriptions import subscriptions
from services.quality.tasks import tasks
from shared.service import Service

service = Service(
    name="quality",
    title="法律援助质量评估 · Legal aid quality",
    description="案件登记、可验证抽样、双盲案卷检查、申辩与反馈。",
    package="services.quality",
    settings=QualitySettings,
    metadata=metadata,
    routers=(samples.router, scorecards.router, reviews.router),
    subscriptions=subscriptions,
    tasks=tasks,
    code_lists=CODE_LISTS,
    deadline_rules=DEADLINES,
    count_tasks=count_my_tasks,
)
