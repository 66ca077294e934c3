"""Use case: a question on the web without a login; whoever keeps its code reads the answer."""

import secrets
from uuid import UUID

from services.intake.domain.consultation import Consultation
from services.intake.store.consultations import Consultations
from services.intake.usecases.open_consultation import ASKER, Asking, open_consultation
from shared.db.grants import open_grant
from shared.db.transaction import Scope, Transaction
from shared.kernel.actor import PUBLIC

CODE_BYTES = 16  # 128 bits: kept by the asker, never guessed


async def ask_on_web(tx: Transaction, *, asking: Asking) -> tuple[Consultation, str]:
    """The consultation and its read code in clear, this once; only what is made of it is kept.

    Raises OrganizationUnknown, OrganizationWrongKind.
    """
    opened = await open_consultation(tx, asking=asking)
    code = secrets.token_urlsafe(CODE_BYTES)
    await open_grant(
        tx,
        subject=_reader(tx, opened.id, code),
        object_id=opened.id,
        org_id=opened.agency_org_id,
        purpose=ASKER,
    )
    return opened, code


async def read_web_answer(
    tx: Transaction, *, reference: UUID, code: str
) -> tuple[Consultation, str | None]:
    """Seen by the grant that the code came with. Raises ConsultationNotFound, whatever is wrong."""
    scope = Scope(subjects=frozenset({_reader(tx, reference, code)}))
    async with tx.transactions.begin(actor=PUBLIC, scope=scope, write=False) as reading:
        consultations = Consultations(reading)
        held = await consultations.get(reference)
        return held, await consultations.answer_text(reference)


def _reader(tx: Transaction, reference: UUID, code: str) -> str:
    """The subject whom the grant is given to: whoever holds this reference and its code."""
    return f"web/{tx.vault.blind_index('consultation_code', f'{reference}|{code}')}"
