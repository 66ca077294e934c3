"""Use case: hand a matter over to an agency outside this system, as a signed package."""

import hashlib
from dataclasses import replace
from typing import Any
from uuid import UUID

from services.intake.domain.application import Application
from services.intake.domain.facts import plain
from services.intake.domain.transfer import Transfer
from services.intake.store.applications import Applications
from services.intake.store.filings import Filings
from services.intake.store.matters import Matters
from services.intake.store.transfers import Transfers
from services.intake.usecases.make_package import PACKAGE_SIGNING
from services.intake.usecases.transfer_matter import tell_transfer, transfer_of_application
from shared.db.obligations import cancel_obligation
from shared.db.transaction import Transaction
from shared.files.packages import write_package
from shared.kernel.policy import canonical

KIND = "transfer"


async def send_package(
    tx: Transaction, *, matter_id: UUID, to_name: str, reason_code: str
) -> Transfer:
    """The application is not ours any more; its clock ends here, the receiver's counts on.

    Raises ApplicationNotFound, ActNotAllowedNow.
    """
    applications = Applications(tx)
    application = await applications.of_matter(matter_id)
    tx.expect_version(application.version)
    redirected = application.redirect()
    row = await applications.row(application.id)
    content = await _content(tx, application, receipt_no=row.receipt_no)
    made = transfer_of_application(
        tx,
        redirected,
        receipt_no=row.receipt_no,
        cause_code=content["form"]["facts"]["cause_code"],
        reason_code=reason_code,
    )
    manifest = {
        "kind": KIND,
        "transfer_id": str(made.id),
        "from_org_id": made.from_org_id,
        "to_name": to_name,
        "first_received_at": made.first_received_at.isoformat(),
        "transferred_at": made.transferred_at.isoformat(),
    }
    items = [canonical({name: part}) for name, part in content.items()]
    package = write_package(manifest, items, tx.vault.signing_key(PACKAGE_SIGNING))
    digest = hashlib.sha256(package).hexdigest()
    made = replace(made, to_name=to_name, package_digest=digest)
    held_before = await Transfers(tx).held_before(matter_id)
    await Transfers(tx).add(made, held_before=held_before, package=package)
    await applications.save(redirected)
    await Filings(tx).end_trace(application.id)
    await cancel_obligation(tx, f"matter/{matter_id}", "T01", tx.now)
    tell_transfer(tx, made)
    return made


async def _content(tx: Transaction, application: Application, *, receipt_no: str) -> dict[str, Any]:
    """All that the receiver needs to decide, an item of the package for each part."""
    people = await Matters(tx).people(application.matter_id)
    form = await Applications(tx).form(application.id)
    return {
        "application": {
            "receipt_no": receipt_no,
            "channel": application.channel,
            "received_at": application.received_at.isoformat(),
            "materials": sorted(application.materials),
        },
        "people": [plain(person) for person in people],
        "form": plain(form),
    }
