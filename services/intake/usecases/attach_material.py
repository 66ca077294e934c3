"""Use case: attach a complete upload to a matter - by whoever uploaded it, for one item of the list."""

from services.intake.domain.material import Attachment, Material, require_takes_materials
from services.intake.domain.matter import Matter
from services.intake.policy import LIMITS
from services.intake.store.materials import Materials
from services.intake.usecases.require_reach import require_reach_on
from shared.db.transaction import Transaction
from shared.files.files import Files
from shared.files.uploads import StoredFile, UploadNotFound

ORGAN_PAPER = "case_papers"
# The role in which something was handed in is the first of these that the sender bears.
_ROLES = (
    "applicant",
    "representative",
    "partner",
    "provider",
    "station_clerk",
    "intake_clerk",
    "reviewer",
)


async def attach_material(tx: Transaction, *, matter: Matter, attachment: Attachment) -> Material:
    """The matter holds the file from here on under its own key; again changes nothing.

    Raises UploadNotFound for another's upload, UploadNotReady, MatterTakesNoMaterials,
    MaterialsFull, RepresentationDoesNotReach.
    """
    materials = Materials(tx)
    await require_reach_on(tx, matter=matter)
    file = await _own_upload(tx, attachment)
    require_takes_materials(
        await materials.states_behind(matter.id),
        held=await materials.count(matter.id),
        most=LIMITS.materials_max,
    )
    await tx.write_into(matter.agency_org_id)
    attached = await materials.add(_material(tx, matter, attachment, file), file)
    tx.record(
        f"matter/{matter.id}",
        "material.attach",
        material_id=attached.id,
        item_code=attached.item_code,
        sha256=attached.sha256,
    )
    return attached


async def _own_upload(tx: Transaction, attachment: Attachment) -> StoredFile:
    files = Files(tx)
    if attachment.upload_id is not None:
        return await files.mine(attachment.upload_id)
    found = await files.mine_by_digest(attachment.sha256 or "")
    if found is None:
        raise UploadNotFound()
    return found


def _material(
    tx: Transaction, matter: Matter, attachment: Attachment, file: StoredFile
) -> Material:
    return Material(
        id=tx.new_id(),
        matter_id=matter.id,
        agency_org_id=matter.agency_org_id,
        item_code=attachment.item_code,
        file_id=file.id,
        sha256=file.sha256 or "",
        handed_in_by=tx.actor.person_id,
        handed_in_as=next((role for role in _ROLES if tx.actor.has(role)), "other"),
        handed_in_org_id=tx.actor.org_id,
        handed_in_at=tx.now,
    )
