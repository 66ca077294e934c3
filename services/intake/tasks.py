"""Tasks: work that intake does later, each with its own small reader and its own bound."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from services.intake.usecases.lapse_unopened import LAPSE_UNOPENED, lapse_unopened
from services.intake.usecases.make_package import make_package
from services.intake.usecases.record_service import SETTLE_TASK, settle_service
from services.intake.usecases.request_package import (
    MAKE_PACKAGE,
    REQUEST_PACKAGES,
    request_packages,
)
from services.intake.usecases.send_status_code import SEND_STATUS_CODE, queue_status_code
from services.intake.usecases.work_off_batch import WORK_OFF, work_off_batch
from shared.db.transaction import Transaction
from shared.messaging.tasks import Tasks
from shared.messaging.timers import Timer

UNOPENED_SECONDS = 3600.0  # how often electronic services are looked at that nobody has opened
PACK_SECONDS = 3600.0  # how often isolated networks get a package, if there is news

tasks = Tasks()
timers = (
    Timer(LAPSE_UNOPENED, UNOPENED_SECONDS, LAPSE_UNOPENED),
    Timer(REQUEST_PACKAGES, PACK_SECONDS, REQUEST_PACKAGES),
)


class BatchWaits(BaseModel):
    batch_id: UUID


@tasks.performs(WORK_OFF)
async def on_batch_waits(tx: Transaction, asked: BatchWaits) -> None:
    await work_off_batch(tx, batch_id=asked.batch_id)


class ServiceEnded(BaseModel):
    record_id: UUID


@tasks.performs(SETTLE_TASK)
async def on_service_ended(tx: Transaction, work: ServiceEnded) -> None:
    await settle_service(tx, record_id=work.record_id)


@tasks.performs(LAPSE_UNOPENED)
async def on_look_for_unopened(tx: Transaction, _: dict[str, Any]) -> None:
    async with tx.seeing_everything():
        await lapse_unopened(tx)


class PackageWanted(BaseModel):
    channel_id: UUID
    only_new: bool


@tasks.performs(MAKE_PACKAGE)
async def on_package_wanted(tx: Transaction, asked: PackageWanted) -> None:
    await make_package(tx, channel_id=asked.channel_id, only_new=asked.only_new)


@tasks.performs(REQUEST_PACKAGES)
async def on_packages_due(tx: Transaction, _: dict[str, Any]) -> None:
    await request_packages(tx)


class StatusCodeAsked(BaseModel):
    receipt_no: str


@tasks.performs(SEND_STATUS_CODE)
async def on_status_code_asked(tx: Transaction, asked: StatusCodeAsked) -> None:
    async with tx.seeing_everything():
        await queue_status_code(tx, receipt_no=asked.receipt_no)
