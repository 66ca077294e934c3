"""Use case: consent to electronic service, or take the consent back."""

from uuid import UUID

from services.intake.domain.service_record import ElectronicServiceNeedsAccount
from services.intake.store.matters import Matters
from services.intake.store.service_records import end_consent, put_consent
from shared.db.transaction import Transaction


async def consent_electronic(tx: Transaction, *, matter_id: UUID, method: str) -> None:
    """``method``: how the person said yes. Raises MatterNotFound, ElectronicServiceNeedsAccount."""
    matter = await Matters(tx).get(matter_id)
    if matter.owner_subject is None:
        raise ElectronicServiceNeedsAccount()
    await tx.write_into(matter.agency_org_id)
    await put_consent(tx, matter, method=method)
    tx.record(f"matter/{matter_id}", "electronic_consent.give", method=method)


async def withdraw_consent(tx: Transaction, *, matter_id: UUID) -> None:
    """What was already served stays served. Raises MatterNotFound."""
    matter = await Matters(tx).get(matter_id)
    await end_consent(tx, matter.id)
    tx.record(f"matter/{matter_id}", "electronic_consent.withdraw")
