"""Use case: open a partner's package - believed only when its own key has signed it."""

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from services.intake.domain.partner_channel import PartnerChannel
from services.intake.domain.partner_package import (
    PackageDirection,
    PackageKind,
    PackageNotUnderstood,
    PackageNumberReused,
    PackageSignatureInvalid,
    PartnerKeyMissing,
    PartnerPackage,
    require_between,
)
from services.intake.store.partner_channels import PartnerChannels
from services.intake.store.partner_packages import PartnerPackages
from shared.db.transaction import Transaction
from shared.files.packages import Package, PackageBroken, PackageFault, read_package

POINTER = "/package_base64"


@dataclass(frozen=True)
class OpenedPackage:
    """``earlier``: it was dealt with before. Otherwise ``items`` wait to be dealt with."""

    package: PartnerPackage
    items: tuple[Any, ...]
    earlier: bool


async def open_package(
    tx: Transaction, *, agency_org_id: str, package_base64: str
) -> OpenedPackage:
    """The same package again is the same package.

    Raises PartnerChannelNotFound, PartnerKeyMissing, PackageNotUnderstood,
    PackageSignatureInvalid, PackageNumberReused.
    """
    channel = await PartnerChannels(tx).require(agency_org_id, str(tx.actor.org_id))
    content = _decoded(package_base64)
    opened = _opened(channel, content)
    kind = require_between(
        opened.manifest, sender=channel.partner_org_id, receiver=channel.agency_org_id
    )
    number, digest = str(opened.manifest["package_no"]), hashlib.sha256(content).hexdigest()
    earlier = await PartnerPackages(tx).received(channel.id, number)
    if earlier is not None:
        if earlier.digest != digest:
            raise PackageNumberReused(package_no=number)
        return OpenedPackage(earlier, (), earlier=True)
    fresh = PartnerPackage(
        id=tx.new_id(),
        agency_org_id=channel.agency_org_id,
        channel_id=channel.id,
        direction=PackageDirection.IN,
        package_no=number,
        kind=PackageKind(kind),
        item_count=len(opened.items),
        digest=digest,
        created_at=tx.now,
    )
    return OpenedPackage(fresh, _items(opened), earlier=False)


def _decoded(package_base64: str) -> bytes:
    try:
        return base64.b64decode(package_base64, validate=True)
    except binascii.Error as error:
        raise PackageNotUnderstood(fault="base64", pointer=POINTER) from error


def _opened(channel: PartnerChannel, content: bytes) -> Package:
    if channel.public_key is None:
        raise PartnerKeyMissing()
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(channel.public_key))
    try:
        return read_package(content, key)
    except PackageBroken as broken:
        if broken.fault is PackageFault.SIGNATURE_INVALID:
            raise PackageSignatureInvalid(pointer=POINTER) from broken
        raise PackageNotUnderstood(fault=str(broken.fault), pointer=POINTER) from broken


def _items(opened: Package) -> tuple[Any, ...]:
    try:
        return tuple(json.loads(item) for item in opened.items)
    except ValueError as error:
        raise PackageNotUnderstood(fault="json", pointer=POINTER) from error
