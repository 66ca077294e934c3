"""Files: an upload that has all its bytes is examined, freed of the place, and kept - or removed."""

import asyncio
import hashlib
from dataclasses import replace
from typing import IO
from uuid import UUID

from shared.files.content import SealedContent, patched_parts, plain_chunks
from shared.files.files import Files
from shared.files.photos import without_place
from shared.files.policy import FilePolicy, LocationData
from shared.files.receiving import PART_BYTES, Receiver
from shared.files.scanning import Scanner
from shared.files.sniffing import recognized
from shared.files.store import FileStore
from shared.files.uploads import (
    Checked,
    ChecksumWrong,
    Part,
    StoredFile,
    UploadIncomplete,
    UploadTooLarge,
)
from shared.kernel.refusals import NotUnderstood


async def complete(receiver: Receiver, file_id: UUID, scanner: Scanner | None) -> StoredFile:
    """Examine the upload and keep it. What is refused leaves nothing behind.

    Raises UploadIncomplete, UploadAlreadyComplete, UploadInHand; ChecksumWrong, UploadTooLarge,
    FileTypeNotAllowed, FileTypeContradicted, PhotoFormatNotTaken, PhotoNotReadable,
    ArchiveNotReadable, ArchiveUnfoldsTooFar, FileInfected; ScannerUnavailable.
    """
    async with receiver.begin() as tx:
        seen = await Files(tx).mine(file_id)
    async with receiver.claimed(file_id, offset=seen.received_bytes) as (held, writer):
        if held.received_bytes != held.declared_bytes:
            raise UploadIncomplete(received=held.received_bytes, expected=held.declared_bytes)
        try:
            checked = await _checked(held, receiver, scanner, writer)
        except NotUnderstood as refusal:
            await receiver.discard(held, reason=refusal.code)
            raise
        async with receiver.begin() as tx:
            await Files(tx).keep(held, checked, receiver.policy, writer=writer)
            kept = await Files(tx).mine(file_id)
        replaced = [one.name for one in held.parts if one not in kept.parts]
        await receiver.store.remove_parts(file_id, replaced)
        return kept


async def _checked(
    held: StoredFile, receiver: Receiver, scanner: Scanner | None, writer: str
) -> Checked:
    store, policy = receiver.store, receiver.policy
    sha256 = await asyncio.to_thread(_examined, held, store, policy)
    if scanner is not None:
        await scanner.scan(plain_chunks(held, store))
    kept, stored = held, sha256
    if policy.declared(held.media_type).location is LocationData.REMOVE:
        kept, stored = await asyncio.to_thread(freed_of_place, held, store, writer)
    return Checked(
        parts=kept.parts, sha256=sha256, stored_sha256=stored, scanned=scanner is not None
    )


def _examined(held: StoredFile, store: FileStore, policy: FilePolicy) -> str:
    """The digest of what came, once it is what it says it is."""
    content = SealedContent(held, store).buffered()
    sha256 = _digest(content)
    if held.declared_sha256 not in (None, sha256):
        raise ChecksumWrong()
    found = recognized(content, policy.archives)
    kind = policy.type_of(found, media_type=held.media_type, name=held.name)
    if held.received_bytes > kind.bytes_max:
        raise UploadTooLarge(limit_bytes=kind.bytes_max)
    return sha256


def freed_of_place(held: StoredFile, store: FileStore, writer: str) -> tuple[StoredFile, str]:
    """The picture without the place where it was taken, and the digest of what is left.

    Parts that change are written under new names, so that a break leaves what was sent.
    """
    content = SealedContent(held, store).buffered()
    parts = list(held.parts)
    for index, plain in patched_parts(held, without_place(content, held.media_type), store):
        parts[index] = Part(f"{index:05d}-{writer}-freed", len(plain))
        store.put_blocking(held.id, parts[index].name, held.cipher.seal_part(index, plain))
    freed = replace(held, parts=tuple(parts))
    return freed, _digest(SealedContent(freed, store).buffered())


def _digest(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    content.seek(0)
    while piece := content.read(PART_BYTES):
        found.update(piece)
    return found.hexdigest()
