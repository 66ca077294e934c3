"""Use case: an application that another agency received first waits until somebody says how it goes on."""

from uuid import UUID

from services.intake.domain.duplicate import DuplicateNotRuled
from services.intake.store.filings import Filings
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def require_ruled(tx: Transaction, application_id: UUID) -> None:
    """The first agency to receive goes on, unless a clerk has said why not (P148 10(2)).

    Raises DuplicateNotRuled.
    """
    found = await Filings(tx).find_duplicate(application_id)
    if found is not None and found.elsewhere and found.course is None:
        raise DuplicateNotRuled(
            org=found.first_agency_org_id, received_on=law_date(found.first_received_at)
        )
