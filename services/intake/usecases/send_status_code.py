"""Use case: a code by phone for somebody without an account; the asker learns nothing from asking."""

from datetime import timedelta

from services.intake.domain.notification import Notification
from services.intake.policy import LIMITS
from services.intake.policy.notifications import STATUS_CODE
from services.intake.store.applications import Applications
from services.intake.store.notifications import Notifications
from shared.db.transaction import Transaction

SEND_STATUS_CODE = "send_status_code"
PER = timedelta(hours=1)


def ask_for_status_code(tx: Transaction, *, receipt_no: str) -> None:
    """Only a task is left behind, known receipt or not, so that answers and times are alike."""
    tx.enqueue(SEND_STATUS_CODE, {"receipt_no": receipt_no}, tenant="", stream="receipt/asked")


async def queue_status_code(tx: Transaction, *, receipt_no: str) -> None:
    """The code itself is drawn when it is sent: it rests nowhere in clear, and its minutes count then."""
    application = await Applications(tx).find_by_receipt(receipt_no)
    if application is None:
        return
    notifications = Notifications(tx)
    sent = await notifications.count_since(
        tx.now - PER, template=STATUS_CODE, number=receipt_no, matter_id=application.matter_id
    )
    if sent >= LIMITS.status_codes_per_hour:
        return
    fresh = Notification(
        id=tx.new_id(),
        matter_id=application.matter_id,
        agency_org_id=application.agency_org_id,
        template=STATUS_CODE,
        number=receipt_no,
        created_at=tx.now,
        not_before=tx.now,
    )
    await notifications.add(fresh)
