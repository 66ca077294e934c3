"""Files: what an upload is, from the first declaration to the kept file; and what may bar it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.files.sealing import FileCipher
from shared.kernel.actor import Actor
from shared.kernel.refusals import Conflict, NotFound, NotUnderstood


class UploadNotFound(NotFound):
    """No such upload, or not yours."""


class UploadTooLarge(NotUnderstood):
    """More bytes than are taken in. Facts: ``limit_bytes``."""


class UploadOffsetWrong(Conflict):
    """The piece does not begin where the upload ends. Facts: ``expected``."""


class UploadTooFragmented(Conflict):
    """It came in more pieces than are kept of one file. Facts: ``limit``."""


class UploadIncomplete(Conflict):
    """Bytes are missing. Facts: ``received``, ``expected``."""


class ChecksumWrong(NotUnderstood):
    """What arrived is not what was declared: the digests differ."""


class UploadInHand(Conflict):
    """Another request is writing this upload now."""


class UploadAlreadyComplete(Conflict):
    """Nothing can be added any more."""


class UploadNotReady(Conflict):
    """The upload is not complete, so nothing can hold it yet."""


class FileState(StrEnum):
    RECEIVING = "receiving"
    READY = "ready"


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What the sender says before the first byte. ``sha256`` in hexadecimal."""

    name: str
    media_type: str
    bytes: int
    sha256: str | None = None


@dataclass(frozen=True)
class Part:
    """One sealed object of the store, with the length of what is in it."""

    name: str
    bytes: int


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    id: UUID
    owner: str
    state: FileState
    name: str
    media_type: str
    declared_bytes: int
    declared_sha256: str | None
    received_bytes: int
    parts: tuple[Part, ...]
    sha256: str | None
    stored_sha256: str | None
    scanned: bool
    created_at: datetime
    expires_at: datetime | None
    cipher: FileCipher

    @property
    def complete(self) -> bool:
        return self.state is FileState.READY


@dataclass(frozen=True)
class Checked:
    """What the examination of a complete upload found; ``parts`` as they are kept."""

    parts: tuple[Part, ...]
    sha256: str
    stored_sha256: str
    scanned: bool


def owner_of(actor: Actor) -> str:
    """Whose an upload is: the organization's, else the account's."""
    return f"org/{actor.org_id}" if actor.org_id else f"account/{actor.subject}"


def upload_scope(file_id: UUID) -> str:
    """The scope of the data key that holds a file for its uploader."""
    return f"upload/{file_id}"
