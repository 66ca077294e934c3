"""Store: packages that were made for partners or came from them."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert

from services.intake.domain.partner_package import (
    PackageDirection,
    PackageKind,
    PartnerPackage,
    PartnerPackageNotFound,
)
from services.intake.store.delivery_tables import partner_package
from shared.db.transaction import Transaction

_OWN = ("id", "channel_id", "package_no", "item_count", "digest", "created_at", "outcome")


class PartnerPackages:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def add(self, made: PartnerPackage, content: bytes | None = None) -> None:
        """``content`` only of an outgoing one; what came in has been taken apart."""
        await self._tx.execute(
            insert(partner_package).values(
                org_id=made.agency_org_id,
                direction=str(made.direction),
                kind=str(made.kind),
                content=content,
                **{name: getattr(made, name) for name in _OWN},
            )
        )

    async def content(self, package_id: UUID) -> tuple[PartnerPackage, bytes]:
        """Raises PartnerPackageNotFound, also for an incoming one."""
        query = self._tx.scoped(partner_package).where(
            partner_package.c.id == package_id, partner_package.c.content.is_not(None)
        )
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise PartnerPackageNotFound()
        return package_of(row), row.content

    async def received(self, channel_id: UUID, package_no: str) -> PartnerPackage | None:
        """What the partner sent under this number before."""
        query = self._of(channel_id, PackageDirection.IN)
        row = (
            await self._tx.execute(query.where(partner_package.c.package_no == package_no))
        ).one_or_none()
        return package_of(row) if row else None

    async def last_made(self, channel_id: UUID) -> PartnerPackage | None:
        newest = (partner_package.c.created_at.desc(), partner_package.c.id.desc())
        query = self._of(channel_id, PackageDirection.OUT).order_by(*newest).limit(1)
        row = (await self._tx.execute(query)).one_or_none()
        return package_of(row) if row else None

    def _of(self, channel_id: UUID, direction: PackageDirection) -> Any:
        return self._tx.scoped(partner_package).where(
            partner_package.c.channel_id == channel_id,
            partner_package.c.direction == str(direction),
        )


def package_of(row: Row[Any]) -> PartnerPackage:
    return PartnerPackage(
        agency_org_id=row.org_id,
        direction=PackageDirection(row.direction),
        kind=PackageKind(row.kind),
        **{name: row._mapping[name] for name in _OWN},
    )
