"""Domain: a signed package 签名文件包 on its way to or from a partner without a wire to us."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound, NotUnderstood


class PartnerPackageNotFound(NotFound):
    """No such package, or not yours to see."""


class PackageNotUnderstood(NotUnderstood):
    """The package cannot be read or does not concern these two. Facts: ``fault``, ``pointer``."""


class PackageSignatureInvalid(NotUnderstood):
    """The signature is not that of the key which the partner has left with us. Facts: ``pointer``."""


class PackageNumberReused(Conflict):
    """The partner sent other content under this number before. Facts: ``package_no``."""


class PartnerKeyMissing(Conflict):
    """The partner has left no public key, so nothing of its can be verified."""


class PackageDirection(StrEnum):
    OUT = "out"
    IN = "in"


class PackageKind(StrEnum):
    MESSAGES = "messages"  # ours to the partner
    RECEIPT = "receipt"  # the partner's: which messages have arrived
    PUSHES = "pushes"  # the partner's: items as in a batch


@dataclass(frozen=True, kw_only=True)
class PartnerPackage:
    """``outcome`` of an incoming one: what was confirmed and what is unknown, or its batch."""

    id: UUID
    agency_org_id: str
    channel_id: UUID
    direction: PackageDirection
    package_no: str
    kind: PackageKind
    item_count: int
    digest: str
    created_at: datetime
    outcome: Mapping[str, Any] | None = None


def require_between(manifest: Mapping[str, Any], *, sender: str, receiver: str) -> PackageKind:
    """The kind of an incoming package. Raises PackageNotUnderstood."""
    if (manifest.get("from"), manifest.get("to")) != (sender, receiver):
        raise PackageNotUnderstood(fault="addressee", pointer="/package_base64")
    kind = manifest.get("kind")
    if kind not in (PackageKind.RECEIPT, PackageKind.PUSHES):
        raise PackageNotUnderstood(fault="kind", pointer="/package_base64")
    number = manifest.get("package_no")
    if not isinstance(number, str) or not 1 <= len(number) <= NUMBER_CHARS_MAX:
        raise PackageNotUnderstood(fault="package_no", pointer="/package_base64")
    return PackageKind(kind)


NUMBER_CHARS_MAX = 80
