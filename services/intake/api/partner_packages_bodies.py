"""API: bodies of signed packages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import OrgCode
from services.intake.domain.partner_package import (
    PackageDirection,
    PackageKind,
    PartnerPackage,
)
from shared.http.bodies import Answer, Body

PACKAGE_CHARS_MAX = 3_900_000  # of base64; the body holds little else


class PackageRequestIn(Body):
    """Nothing to say: everything unconfirmed is packed."""


class PackageRequestOut(Answer):
    """The package appears in the list within seconds, or not at all when nothing waits."""

    partner_org_id: str


class PartnerPackageIn(Body):
    """A package of yours: a receipt for ours, or pushes as in a batch."""

    agency_org_id: OrgCode
    package_base64: str = Field(min_length=1, max_length=PACKAGE_CHARS_MAX)


class PartnerPackageOut(Answer):
    """``outcome`` of an incoming one: ``confirmed`` and ``unknown_places``, or ``batch_id``."""

    id: UUID
    agency_org_id: str
    channel_id: UUID
    direction: PackageDirection
    package_no: str
    kind: PackageKind
    item_count: int
    digest: str
    created_at: datetime
    outcome: dict[str, Any] | None

    @classmethod
    def of(cls, package: PartnerPackage) -> "PartnerPackageOut":
        return cls(**{name: getattr(package, name) for name in cls.model_fields})


class PackageKeyOut(Answer):
    """With this key a partner verifies our packages."""

    algorithm: str
    public_key: str
