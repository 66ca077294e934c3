"""Use case: record who signed a form and how; one's own account is a signature of its own."""

from uuid import UUID

from services.intake.domain.matter import Matter
from services.intake.domain.signature import Signature, SignatureMissing, SignedForm, Signer
from services.intake.store.signatures import add_signature
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date

E_SIGN = "e_sign"
STAFF = ("intake_clerk", "station_clerk", "reviewer", "agency_head")


async def sign_form(
    tx: Transaction, *, matter: Matter, form: SignedForm, subject_id: UUID, given: Signature | None
) -> None:
    """Raises SignatureMissing for staff who bring no record, DayInTheFuture."""
    signature = given or _own(tx, matter)
    signature.require_past(law_date(tx.now), pointer="/signature")
    await add_signature(tx, matter, form, subject_id, signature)


def _own(tx: Transaction, matter: Matter) -> Signature:
    if tx.actor.has(*STAFF):
        raise SignatureMissing()
    own = tx.actor.subject == matter.owner_subject
    signer = Signer.APPLICANT if own else Signer.REPRESENTATIVE
    return Signature(method=E_SIGN, signed_on=law_date(tx.now), signed_by=signer)
