"""HTTP: what the headers of an upload in one request declare."""

import base64
import binascii
import re
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers

from shared.files.policy import FilePolicy
from shared.files.uploads import Declared, UploadTooLarge
from shared.kernel.refusals import NotUnderstood

NAME_CHARS_MAX = 200
FILE_NAME = r"^[^/\\\x00-\x1f]+$"
SHA256_BYTES = 32
_DISPOSITION = re.compile(r"attachment;\s*filename\*=UTF-8''([\w.!#$&+^`|~%-]+)", re.ASCII)
_DIGEST = re.compile(r"sha-256=:([A-Za-z0-9+/=]{44}):")


class UploadHeadersMissing(NotUnderstood):
    """The request does not say where its bytes belong or what they are. Facts: ``header``."""


def require_taken(declared: Declared, policy: FilePolicy) -> None:
    """Before a byte is sent. Raises FileTypeNotAllowed, PhotoFormatNotTaken, UploadTooLarge."""
    limit = min(policy.bytes_max, policy.declared(declared.media_type).bytes_max)
    if declared.bytes > limit:
        raise UploadTooLarge(limit_bytes=limit)


def declared_in(headers: Headers, policy: FilePolicy) -> Declared:
    """Raises UploadHeadersMissing naming those that are, and whatever ``require_taken`` raises."""
    found: dict[str, Any] = {
        "Content-Disposition": _file_name(headers.get("content-disposition", "")),
        "Content-Type": headers.get("content-type", "").partition(";")[0].strip(),
        "Content-Length": _length(headers.get("content-length", "")),
        "Content-Digest": _sha256(headers.get("content-digest", "")),
    }
    missing = [header for header, value in found.items() if not value]
    if missing:
        raise UploadHeadersMissing(header=", ".join(missing))
    name, media_type, size, sha256 = found.values()
    if size > policy.direct_bytes_max:
        raise UploadTooLarge(limit_bytes=policy.direct_bytes_max)
    declared = Declared(name=name, media_type=media_type, bytes=size, sha256=sha256)
    require_taken(declared, policy)
    return declared


def _file_name(disposition: str) -> str | None:
    found = _DISPOSITION.fullmatch(disposition)
    name = unquote(found[1]) if found else ""
    return name if re.fullmatch(FILE_NAME, name) and len(name) <= NAME_CHARS_MAX else None


def _length(length: str) -> int | None:
    return int(length) if re.fullmatch(r"[0-9]{1,12}", length) else None


def _sha256(digest: str) -> str | None:
    found = _DIGEST.fullmatch(digest)
    try:
        raw = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        return None
    return raw.hex() if len(raw) == SHA256_BYTES else None
