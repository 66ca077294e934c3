"""The declaration of intake: everything that the chassis needs to run it."""

from services.intake import policy
from services.intake.api import (
    acting,
    aid_firsts,
    applications,
    consultations,
    cooperations,
    decisions,
    documents,
    drafts,
    duty_requests,
    erasures,
    groups,
    materials,
    matters,
    mediations,
    notices,
    notifications,
    objections,
    offline_packs,
    organ_updates,
    organizations,
    partner_batches,
    partner_channels,
    partner_messages,
    partner_packages,
    public,
    representations,
    service_records,
    statistics,
    supplements,
    terminations,
    timeline,
    transfers,
    typical_cases,
    web_consultations,
)
from services.intake.config import IntakeSettings
from services.intake.gateways.messages import NoGateway, SilentGateway
from services.intake.gateways.webhooks import HttpWebhooks
from services.intake.queries.my_tasks import count_my_tasks
from services.intake.rounds.courier import Courier
from services.intake.rounds.messenger import Messenger
from services.intake.rounds.printer import Printer
from services.intake.store.tables import metadata
from services.intake.subscriptions import subscriptions
from services.intake.tasks import tasks, timers
from services.intake.usecases.load_seed import load_seed
from shared.http.uploads import upload_router
from shared.messaging.rounds import Round
from shared.security.outbound import outbound_client
from shared.service import Running, Service


def _rounds(running: Running) -> dict[str, Round]:
    settings = running.settings
    assert isinstance(settings, IntakeSettings)
    networks = settings.outbound.networks(production=settings.production)
    webhooks = HttpWebhooks(outbound_client(networks))
    operator = NoGateway() if settings.production else SilentGateway()
    return {
        "webhooks": Courier(running.transactions, webhooks).round,
        "letters": Printer(running.transactions).round,
        "notifications": Messenger(running.transactions, operator).round,
    }


service = Service(
    name="intake",
    title="受理审查 · intake",
    description="法律援助的申请、审查、决定、通知辩护与值班需求；公民的案件时间线。",
    package="services.intake",
    settings=IntakeSettings,
    metadata=metadata,
    routers=(
        applications.router,
        decisions.router,
        documents.router,
        objections.router,
        service_records.router,
        aid_firsts.router,
        terminations.router,
        notices.router,
        notifications.router,
        duty_requests.router,
        organ_updates.router,
        partner_batches.router,
        transfers.router,
        cooperations.router,
        mediations.router,
        matters.router,
        timeline.router,
        timeline.public_router,
        organizations.router,
        public.router,
        typical_cases.router,
        typical_cases.public_router,
        statistics.router,
        statistics.public_router,
        acting.router,
        erasures.router,
        partner_channels.router,
        partner_messages.router,
        partner_packages.router,
        materials.router,
        offline_packs.router,
        upload_router("intake", roles=materials.UPLOADERS, policy=policy.FILES),
        supplements.router,
        consultations.router,
        web_consultations.router,
        groups.router,
        representations.router,
        drafts.router,
    ),
    subscriptions=subscriptions,
    tasks=tasks,
    timers=timers,
    code_lists=tuple(policy.CODE_LISTS.values()),
    deadline_rules=tuple(policy.DEADLINES.values()),
    rounds=_rounds,
    count_tasks=count_my_tasks,
    seed=load_seed,
)
