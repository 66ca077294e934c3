"""Store: the organizations of the city, loaded from its seed files."""

from collections.abc import Sequence

from sqlalchemy import Row, select

from services.intake.domain.organization import AGENCY, Organization, OrganizationUnknown
from services.intake.store.tables import organization
from shared.db.transaction import Transaction


class Organizations:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, code: str, *, pointer: str) -> Organization:
        """Raises OrganizationUnknown, naming the code and where it stood."""
        found = await self.find(code)
        if found is None:
            raise OrganizationUnknown(org=code, pointer=pointer)
        return found

    async def find(self, code: str) -> Organization | None:
        """Read once in a transaction: only seeds are ever written here."""
        place = (organization.name, code)
        if place not in self._tx.kept:
            query = select(organization).where(organization.c.code == code)
            row = (await self._tx.execute(query)).one_or_none()
            self._tx.kept[place] = _organization(row) if row else None
        found: Organization | None = self._tx.kept[place]
        return found

    async def agencies_of(self, bureau: str) -> tuple[str, ...]:
        """The codes of the agencies that the bureau set up."""
        columns = organization.c
        query = select(columns.code).where(columns.parent_code == bureau, columns.kind == AGENCY)
        return tuple((await self._tx.execute(query)).scalars())

    async def names(self, codes: Sequence[str]) -> dict[str, str]:
        """The names of the codes that are known."""
        query = select(organization.c.code, organization.c.name)
        rows = await self._tx.execute(query.where(organization.c.code.in_(codes)))
        return {row.code: row.name for row in rows}


def _organization(row: Row[tuple[object, ...]]) -> Organization:
    return Organization(**row._mapping)
