"""API: materials - attach an upload to a matter, list them, download one."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Query
from starlette.responses import Response, StreamingResponse

from services.intake.api.materials_bodies import AttachmentIn, MaterialOut, MaterialsOut
from services.intake.api.matters_bodies import FileQuery
from services.intake.domain.material import (
    MaterialNotFound,
    MaterialsFull,
    MatterTakesNoMaterials,
)
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.representation import RepresentationDoesNotReach
from services.intake.store.materials import Materials
from services.intake.store.matters import Matters
from services.intake.usecases.attach_material import attach_material
from services.intake.usecases.note_read import Look, note_read
from shared.files.content import plain_chunks
from shared.files.store import store_of
from shared.files.uploads import StoredFile, UploadNotFound, UploadNotReady
from shared.http.routing import ServiceRouter, Tx, gate
from shared.security.vault import PersonalDataErased

UPLOADERS = {
    "applicant",
    "representative",
    "partner",
    "station_clerk",
    "intake_clerk",
    "reviewer",
    "provider",
}
READERS = UPLOADERS | {"agency_head"}
ATTACHING_REFUSALS = (UploadNotFound, UploadNotReady, MatterTakesNoMaterials, MaterialsFull)

router = ServiceRouter(prefix="/intake/v1", tags=["materials"])


@router.post("/matters/{matter_id}/materials", status_code=201)
@gate(
    roles=UPLOADERS,
    appends=True,
    refuses=(MatterNotFound, RepresentationDoesNotReach, *ATTACHING_REFUSALS),
)
async def attach_one_material(matter_id: UUID, body: AttachmentIn, tx: Tx) -> MaterialOut:
    """Attach a complete upload of yours for one item of the list.

    The same upload may be attached to several matters; each holds it for itself.
    """
    matter = await Matters(tx).get(matter_id)
    attached = await attach_material(tx, matter=matter, attachment=body.attachment())
    return MaterialOut.of(attached, await Materials(tx).file(attached))


@router.get("/matters/{matter_id}/materials")
@gate(roles=READERS, reads=True, refuses=(MatterNotFound, PersonalDataErased))
async def list_materials(matter_id: UUID, tx: Tx) -> MaterialsOut:
    """List what was handed in; the read is noted. An organ sees what it handed in itself."""
    matter = await Matters(tx).get(matter_id)
    await note_read(tx, matter=matter, look=Look(purpose="review"))
    found = await Materials(tx).of_matter(matter_id)
    return MaterialsOut(items=[MaterialOut.of(material, file) for material, file in found])


@router.get(
    "/materials/{material_id}/content",
    response_class=StreamingResponse,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
@gate(roles=READERS, reads=True, refuses=(MaterialNotFound, PersonalDataErased))
async def download_material(
    material_id: UUID, query: Annotated[FileQuery, Query()], tx: Tx
) -> Response:
    """Download one file, as an attachment. The citizen sees who read it, and why."""
    material = await Materials(tx).get(material_id)
    file = await Materials(tx).file(material)
    matter = await Matters(tx).get(material.matter_id)
    await note_read(tx, matter=matter, look=Look(purpose=query.purpose, whole=True))
    chunks = plain_chunks(file, store_of(tx.transactions))
    return StreamingResponse(chunks, headers=_download_headers(file), media_type=file.media_type)


def _download_headers(file: StoredFile) -> dict[str, str]:
    """Never shown in place: a browser saves it, whatever is in it."""
    return {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "content-length": str(file.received_bytes),
        "cache-control": "no-store",
    }
