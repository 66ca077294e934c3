"""Service: the declaration of payment."""

from services.payment.api import batches, budgets, claims, ledger, payees, rates
from services.payment.config import PaymentSettings
from services.payment.policy import CODE_LISTS, DEADLINES
from services.payment.queries.my_tasks import count_my_tasks
from services.payment.store.seed import seed
from services.payment.store.tables import metadata
from services.payment.subscriptions import subscriptions
from services.payment.tasks import tasks, timers
from shared.service import Service

service = Service(
    name="payment",
    title="法律援助补贴支付 · Legal aid subsidies",
    description="补贴标准、预算、分类账、补贴申领、支付批次与收款账户。",
    package="services.payment",
    settings=PaymentSettings,
    metadata=metadata,
    routers=(
        rates.router,
        budgets.router,
        claims.router,
        batches.router,
        payees.router,
        ledger.router,
    ),
    subscriptions=subscriptions,
    tasks=tasks,
    timers=timers,
    code_lists=tuple(CODE_LISTS.values()),
    deadline_rules=DEADLINES,
    count_tasks=count_my_tasks,
    seed=seed,
)
