"""Use case: put on the board how soon an application of somebody in custody was passed on."""

from datetime import datetime

from services.intake.domain.application import Application
from services.intake.policy import DEADLINES
from shared.db.obligations import meet_obligation, open_obligation
from shared.db.transaction import Transaction

DUTY_FORWARD = "DUTY_FORWARD"


async def log_forwarding(tx: Transaction, *, application: Application, asked_at: datetime) -> None:
    """24 hours from the asking, by custody place or organ (T05) or duty lawyer (T06).

    Hour clocks never roll; lateness shows, and never stands in the way (法律援助法 39).
    """
    code = "T06" if application.channel == DUTY_FORWARD else "T05"
    subject = f"matter/{application.matter_id}"
    await open_obligation(
        tx, DEADLINES[code], subject=subject, org_id=application.agency_org_id, started_at=asked_at
    )
    await meet_obligation(tx, subject, code, application.received_at)
