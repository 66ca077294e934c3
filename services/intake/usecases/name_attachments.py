"""Use case: the papers that a push names by their digest - attached where they have arrived."""

from uuid import UUID

from services.intake.domain.material import Attachment
from services.intake.store.matters import Matters
from services.intake.store.versions import Attachments
from services.intake.usecases.attach_material import ORGAN_PAPER, attach_material
from shared.db.transaction import Transaction
from shared.files.files import Files


async def name_attachments(
    tx: Transaction, digests: tuple[str, ...], *, object_id: UUID, matter_id: UUID
) -> None:
    """What the sender has uploaded becomes material of the matter; the rest is awaited.

    Pushing again after the upload attaches it. Raises MaterialsFull, MatterTakesNoMaterials.
    """
    if not digests:
        return
    matter = await Matters(tx).get(matter_id)
    named = Attachments(tx)
    await named.name(digests, object_id=object_id, matter_id=matter_id, org_id=matter.agency_org_id)
    for digest in await named.awaited(object_id):
        if await Files(tx).mine_by_digest(digest) is None:
            continue
        attachment = Attachment(item_code=ORGAN_PAPER, sha256=digest)
        material = await attach_material(tx, matter=matter, attachment=attachment)
        await named.arrived(object_id, digest, material_id=material.id)
