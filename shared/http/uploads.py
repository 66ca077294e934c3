"""HTTP: uploads, in pieces or in one request, for any service that takes files in.

The protocol, with the header names of the IETF draft on resumable uploads where they fit:

1. ``POST /uploads`` says name, size, kind and, if known, the sha256: the answer names the upload.
2. ``PATCH /uploads/{id}`` sends bytes that begin at ``Upload-Offset``; the piece that ends the file
   says ``Upload-Complete: ?1``. An empty last piece is fine.
3. After a break, ``GET /uploads/{id}`` says the offset from which to go on.

``POST /uploads/direct`` does all of it at once for a small file; its digest makes it repeatable.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Header
from pydantic import Field
from starlette.responses import Response

from shared.files.archives import ArchiveNotReadable, ArchiveUnfoldsTooFar
from shared.files.completion import complete
from shared.files.files import Files
from shared.files.photos import PhotoNotReadable
from shared.files.policy import (
    FilePolicy,
    FileTypeContradicted,
    FileTypeNotAllowed,
    PhotoFormatNotTaken,
)
from shared.files.receiving import Receiver
from shared.files.scanning import FileInfected, ScannerUnavailable
from shared.files.uploads import (
    ChecksumWrong,
    Declared,
    StoredFile,
    UploadAlreadyComplete,
    UploadIncomplete,
    UploadInHand,
    UploadNotFound,
    UploadOffsetWrong,
    UploadTooFragmented,
    UploadTooLarge,
)
from shared.http.bodies import Answer, Body
from shared.http.inflow import Inflow
from shared.http.routing import ServiceRouter, Tx, gate
from shared.http.upload_headers import (
    FILE_NAME,
    NAME_CHARS_MAX,
    UploadHeadersMissing,
    declared_in,
    require_taken,
)

COMPLETE, INCOMPLETE = "?1", "?0"
SHA256_HEX = r"^[0-9a-f]{64}$"
_BYTES = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}

DECLARED_WRONG = (UploadTooLarge, FileTypeNotAllowed, PhotoFormatNotTaken)
CONTENT_REFUSED = (
    *DECLARED_WRONG,
    FileTypeContradicted,
    ChecksumWrong,
    PhotoNotReadable,
    ArchiveNotReadable,
    ArchiveUnfoldsTooFar,
    FileInfected,
    ScannerUnavailable,
)
PIECE_REFUSED = (
    UploadNotFound,
    UploadHeadersMissing,
    UploadOffsetWrong,
    UploadAlreadyComplete,
    UploadInHand,
    UploadIncomplete,
    UploadTooFragmented,
)
DIRECT_REFUSED = (UploadHeadersMissing, UploadIncomplete)


class UploadIn(Body):
    """What is about to come. The name is shown to those who may read the file, and to nobody else."""

    name: str = Field(
        min_length=1, max_length=NAME_CHARS_MAX, pattern=FILE_NAME, examples=["工资条.pdf"]
    )
    media_type: str = Field(min_length=1, max_length=120, examples=["application/pdf"])
    bytes: int = Field(ge=1)
    sha256: str | None = Field(None, pattern=SHA256_HEX)


class UploadOut(Answer):
    """``sha256`` is of what was sent; ``stored_sha256`` of what is kept, after a place was removed."""

    id: UUID
    name: str
    media_type: str
    bytes: int
    offset: int
    complete: bool
    sha256: str | None
    stored_sha256: str | None
    scanned: bool
    created_at: datetime
    expires_at: datetime | None


def upload_router(service: str, *, roles: set[str], policy: FilePolicy) -> ServiceRouter:
    """Uploads of ``service`` by bearers of ``roles``, within ``policy``."""
    router = ServiceRouter(prefix=f"/{service}/v1/uploads", tags=["uploads"])
    _add_asking(router, roles, policy)
    _add_sending(router, roles, policy)
    return router


def _add_asking(router: ServiceRouter, roles: set[str], policy: FilePolicy) -> None:
    @router.post("", status_code=201)
    @gate(roles=roles, appends=True, refuses=DECLARED_WRONG)
    async def open_upload(body: UploadIn, tx: Tx) -> UploadOut:
        """Say what is about to come; the bytes follow in pieces.

        Nobody but you, or your organization, can see it or go on with it.
        """
        declared = Declared(**body.model_dump())
        require_taken(declared, policy)
        return upload_out(await Files(tx).open(declared, policy))

    @router.get("/{upload_id}", response_model=UploadOut)
    @gate(roles=roles, reads=True, refuses=(UploadNotFound,))
    async def read_upload(upload_id: UUID, tx: Tx) -> Response:
        """Ask how far an upload is: Upload-Offset says where to go on."""
        return _shown(await Files(tx).mine(upload_id))


def _add_sending(router: ServiceRouter, roles: set[str], policy: FilePolicy) -> None:
    @router.patch("/{upload_id}", response_model=UploadOut, openapi_extra=_BYTES)
    @gate(roles=roles, appends=True, refuses=(*PIECE_REFUSED, *CONTENT_REFUSED))
    async def append_to_upload(
        upload_id: UUID,
        inflow: Inflow,
        upload_offset: Annotated[int | None, Header(ge=0)] = None,
        upload_complete: Annotated[str | None, Header(pattern=r"^\?[01]$")] = None,
    ) -> Response:
        """Send the bytes that begin at Upload-Offset.

        With `Upload-Complete: ?1` the file is checked and kept, or refused and removed.
        """
        async with inflow.begin() as tx:
            await Files(tx).mine(upload_id)
        if upload_offset is None or upload_complete is None:
            raise UploadHeadersMissing(header="Upload-Offset, Upload-Complete")
        receiver = Receiver(inflow.begin, inflow.files, policy)
        stored = await receiver.append(upload_id, inflow.chunks(), offset=upload_offset)
        if upload_complete == COMPLETE:
            stored = await complete(receiver, upload_id, inflow.scanner)
        return _shown(stored)

    @router.post("/direct", response_model=UploadOut, status_code=201, openapi_extra=_BYTES)
    @gate(roles=roles, appends=True, refuses=(*DIRECT_REFUSED, *CONTENT_REFUSED))
    async def upload_directly(inflow: Inflow) -> Response:
        """Send a small file in one request.

        Headers: Content-Type, Content-Length, `Content-Digest: sha-256=:<base64>:` (RFC 9530) and
        `Content-Disposition: attachment; filename*=UTF-8''<percent-encoded>`. The same content
        again is answered with the upload that is already there.
        """
        declared = declared_in(inflow.request.headers, policy)
        return _shown(await _sent_at_once(inflow, declared, policy), status=201)


async def _sent_at_once(inflow: Inflow, declared: Declared, policy: FilePolicy) -> StoredFile:
    """There is no going on with it: what did not come whole is removed, or else expires."""
    async with inflow.begin() as tx:
        earlier = await Files(tx).mine_by_digest(declared.sha256 or "")
        if earlier is not None:
            return earlier
        opened = await Files(tx).open(declared, policy)
    receiver = Receiver(inflow.begin, inflow.files, policy)
    try:
        await receiver.append(opened.id, inflow.chunks(), offset=0)
        return await complete(receiver, opened.id, inflow.scanner)
    except (UploadIncomplete, ScannerUnavailable) as refusal:
        await receiver.discard(opened, reason=refusal.code)
        raise


def upload_out(of: StoredFile) -> UploadOut:
    return UploadOut(
        id=of.id,
        name=of.name,
        media_type=of.media_type,
        bytes=of.declared_bytes,
        offset=of.received_bytes,
        complete=of.complete,
        sha256=of.sha256,
        stored_sha256=of.stored_sha256,
        scanned=of.scanned,
        created_at=of.created_at,
        expires_at=of.expires_at,
    )


def _shown(of: StoredFile, *, status: int = 200) -> Response:
    headers = {
        "upload-offset": str(of.received_bytes),
        "upload-complete": COMPLETE if of.complete else INCOMPLETE,
        "cache-control": "no-store",
    }
    return Response(upload_out(of).model_dump_json(), status, headers, "application/json")
