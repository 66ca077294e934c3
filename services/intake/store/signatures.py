"""Store: signature records and explanations; inserted, never changed."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert

from services.intake.domain.matter import Matter
from services.intake.domain.signature import Signature, SignedForm
from services.intake.store.entry_tables import explanation, signature_record
from services.intake.store.matters import matter_key
from shared.db.transaction import Transaction

EXPLANATION_CELL = "explanation.text"


async def add_signature(
    tx: Transaction, matter: Matter, form: SignedForm, subject_id: UUID, given: Signature
) -> None:
    """``subject_id``: what was signed, for example the application."""
    await tx.execute(
        insert(signature_record).values(
            id=tx.new_id(),
            org_id=matter.agency_org_id,
            matter_id=matter.id,
            form=str(form),
            subject_id=subject_id,
            method=given.method,
            signed_by=str(given.signed_by),
            signed_on=given.signed_on,
            recorded_by=tx.actor.person_id,
            recorded_at=tx.now,
        )
    )


async def add_explanations(
    tx: Transaction, matter: Matter, application_id: UUID, texts: Mapping[str, str]
) -> None:
    """Sealed under the matter's key; ``texts`` by the code of the point explained."""
    cipher = await tx.vault.cipher(tx, matter_key(matter.id))
    rows = [
        {
            "id": tx.new_id(),
            "org_id": matter.agency_org_id,
            "matter_id": matter.id,
            "application_id": application_id,
            "code": code,
            "text_sealed": cipher.seal(EXPLANATION_CELL, text),
            "given_by": tx.actor.person_id,
            "given_at": tx.now,
        }
        for code, text in sorted(texts.items())
    ]
    if rows:
        await tx.execute(insert(explanation), rows)
