"""Use case: note who opened a file, before it is shown - for the audit chain and for the citizen."""

from dataclasses import dataclass

from services.intake.domain.matter import Matter
from services.intake.store.timeline import add_read
from shared.db.transaction import Scope, Transaction
from shared.security.reads import reader_stream

# The role shown to the citizen is the first of these that the reader bears.
_SHOWN_ROLES = (
    "provider",
    "intake_clerk",
    "reviewer",
    "agency_head",
    "station_clerk",
    "representative",
    "quality_reviewer",
    "panel_member",
    "bureau_officer",
)


@dataclass(frozen=True, kw_only=True)
class Look:
    """Why the file is opened; ``whole``: names and numbers are shown unmasked."""

    purpose: str
    whole: bool = False
    reason: str | None = None


async def note_read(tx: Transaction, *, matter: Matter, look: Look) -> None:
    """In a short transaction of its own, committed on return: the answer leaves only after it.

    The owner reading the own file is not noted.
    """
    actor = tx.actor
    if actor.subject == matter.owner_subject:
        return
    role = next((role for role in _SHOWN_ROLES if actor.has(role)), "other")
    scope = Scope(orgs=frozenset({matter.agency_org_id}))
    async with tx.transactions.begin(actor=actor, scope=scope) as note:
        await add_read(note, matter, role=role, purpose=look.purpose, whole=look.whole)
        note.record(
            reader_stream(note),
            "file.read",
            matter_id=matter.id,
            purpose=look.purpose,
            whole=look.whole,
            reason=look.reason or "",
        )
