"""Files: signed packages for networks without a wire - a zip of a manifest, its signature and items.

``manifest.json`` names every item with its digest, ``manifest.sig`` is the Ed25519 signature over
the manifest's bytes in base64. Nothing is read before the signature holds, and nothing beyond bounds.
"""

import base64
import binascii
import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

FORMAT = "legalaid-package/1"
MANIFEST, SIGNATURE = "manifest.json", "manifest.sig"
ITEMS_MAX = 1_000
ITEM_BYTES_MAX = 64 * 1024
MANIFEST_BYTES_MAX = 512 * 1024
TOTAL_BYTES_MAX = 16 * 1024 * 1024
SIGNATURE_BYTES_MAX = 200
_SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the same items give the same bytes


class PackageFault(StrEnum):
    NOT_A_PACKAGE = "not_a_package"
    TOO_LARGE = "too_large"
    SIGNATURE_INVALID = "signature_invalid"
    ITEM_DIFFERS = "item_differs"  # missing, unlisted, or not what the manifest's digest says


class PackageBroken(Exception):
    """The bytes are no package that may be believed; ``fault`` says why."""

    def __init__(self, fault: PackageFault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Package:
    """A package that holds: signed by the expected key, every item as listed."""

    manifest: Mapping[str, Any]
    items: tuple[bytes, ...]


def write_package(
    manifest: Mapping[str, Any], items: Sequence[bytes], key: Ed25519PrivateKey
) -> bytes:
    """``manifest`` gains ``format`` and the list of items, each with name, digest and size."""
    named = {f"items/{place:06d}.json": item for place, item in enumerate(items, start=1)}
    listed = [
        {"name": name, "sha256": hashlib.sha256(item).hexdigest(), "bytes": len(item)}
        for name, item in named.items()
    ]
    whole = {"format": FORMAT, **manifest, "items": listed}
    head = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    parts = {MANIFEST: head, SIGNATURE: base64.b64encode(key.sign(head)), **named}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _SAME_DAY), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def read_package(content: bytes, key: Ed25519PublicKey) -> Package:
    """Raises PackageBroken."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _require_bounds(archive)
            head = _read(archive, MANIFEST, MANIFEST_BYTES_MAX)
            signature = base64.b64decode(_read(archive, SIGNATURE, SIGNATURE_BYTES_MAX))
            key.verify(signature, head)
            return _opened(archive, json.loads(head))
    except InvalidSignature as error:
        raise PackageBroken(PackageFault.SIGNATURE_INVALID) from error
    except _UNREADABLE as error:
        raise PackageBroken(PackageFault.NOT_A_PACKAGE) from error


_UNREADABLE = (
    zipfile.BadZipFile,
    NotImplementedError,  # a compression or encryption that the format does not use
    RuntimeError,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    binascii.Error,
)


def _require_bounds(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if len(entries) > ITEMS_MAX + 2 or sum(one.file_size for one in entries) > TOTAL_BYTES_MAX:
        raise PackageBroken(PackageFault.TOO_LARGE)


def _read(archive: zipfile.ZipFile, name: str, bytes_max: int) -> bytes:
    """At most ``bytes_max``, whatever the entry says of itself."""
    with archive.open(name) as entry:
        part = entry.read(bytes_max + 1)
    if len(part) > bytes_max:
        raise PackageBroken(PackageFault.TOO_LARGE)
    return part


def _opened(archive: zipfile.ZipFile, manifest: dict[str, Any]) -> Package:
    if manifest["format"] != FORMAT:
        raise PackageBroken(PackageFault.NOT_A_PACKAGE)
    listed = {one["name"]: one["sha256"] for one in manifest["items"]}
    if set(archive.namelist()) != {MANIFEST, SIGNATURE, *listed}:
        raise PackageBroken(PackageFault.ITEM_DIFFERS)
    items = []
    for name, digest in listed.items():
        item = _read(archive, name, ITEM_BYTES_MAX)
        if hashlib.sha256(item).hexdigest() != digest:
            raise PackageBroken(PackageFault.ITEM_DIFFERS)
        items.append(item)
    return Package(manifest, tuple(items))
