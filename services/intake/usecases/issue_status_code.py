"""Use case: give a person without an account a code for looking at the case by receipt number."""

import secrets
from datetime import timedelta

from services.intake.domain.application import Application
from services.intake.domain.status_code import StatusCode
from services.intake.policy import LIMITS
from services.intake.store.status_codes import StatusCodes
from services.intake.usecases.show_status import code_digest, looker
from shared.db.grants import open_grant
from shared.db.transaction import Transaction

CODE_DIGITS = 6


async def issue_status_code(
    tx: Transaction, *, application: Application, receipt_no: str
) -> tuple[str, StatusCode]:
    """The code in clear, this once, and what is kept of it. An earlier code ends."""
    secret = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code = StatusCode(
        receipt_no=receipt_no,
        matter_id=application.matter_id,
        agency_org_id=application.agency_org_id,
        digest=code_digest(tx, receipt_no, secret),
        valid_until=tx.now + timedelta(minutes=LIMITS.status_code_minutes),
        looks_left=LIMITS.status_code_looks_max,
    )
    await StatusCodes(tx).put(code)
    await open_grant(
        tx,
        subject=looker(receipt_no),
        object_id=code.matter_id,
        org_id=code.agency_org_id,
        purpose="status",
        until=code.valid_until,
    )
    tx.record(f"matter/{code.matter_id}", "status_code.issue", valid_until=code.valid_until)
    return secret, code
