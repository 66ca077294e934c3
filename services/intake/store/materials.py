"""Store: materials, and the files behind them by the matter's own hold."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func

from services.intake.domain.material import Material, MaterialNotFound
from services.intake.store.material_tables import material
from services.intake.store.matters import matter_key
from services.intake.store.tables import application, notice
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction
from shared.files.files import Files
from shared.files.uploads import StoredFile

ORGAN_ROLE = "partner"


class Materials:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, material_id: UUID) -> Material:
        """Raises MaterialNotFound, also for what is not yours."""
        row = (await self._tx.execute(self._visible(material.c.id == material_id))).one_or_none()
        if row is None:
            raise MaterialNotFound()
        return material_of(row)

    async def of_matter(self, matter_id: UUID) -> list[tuple[Material, StoredFile]]:
        """What was handed in, oldest first, each with its file; the matter's key opens the names."""
        query = self._visible(material.c.matter_id == matter_id)
        rows = (await self._tx.execute(query.order_by(material.c.id))).all()
        files = await Files(self._tx).all_held(matter_key(matter_id)) if rows else {}
        return [(material_of(row), files[row.file_id]) for row in rows]

    async def file(self, of: Material) -> StoredFile:
        """Raises PersonalDataErased when the matter's key was destroyed."""
        return await Files(self._tx).held(of.file_id, matter_key(of.matter_id))

    async def add(self, fresh: Material, file: StoredFile) -> Material:
        """Let the matter hold the file. The same file for the same item is the same material.

        Raises UploadNotReady.
        """
        await Files(self._tx).hold(file, matter_key(fresh.matter_id))
        row = {**vars(fresh)}
        row["org_id"] = row.pop("agency_org_id")
        await insert_missing(self._tx.connection, material, [row])
        found = await self._tx.execute(
            self._tx.scoped(material).where(
                material.c.matter_id == fresh.matter_id,
                material.c.file_id == fresh.file_id,
                material.c.item_code == fresh.item_code,
            )
        )
        return material_of(found.one())

    async def count(self, matter_id: UUID) -> int:
        query = self._tx.scoped(material, func.count()).where(material.c.matter_id == matter_id)
        return int((await self._tx.execute(query)).scalar_one())

    async def states_behind(self, matter_id: UUID) -> list[str]:
        """The states of the application and the notices of the matter."""
        found: list[str] = []
        for table in (application, notice):
            query = self._tx.scoped(table, table.c.state).where(table.c.matter_id == matter_id)
            found += (await self._tx.execute(query)).scalars().all()
        return found

    def _visible(self, which: Any) -> Select[Any]:
        """An organ sees the papers that it has handed in, not those of the person it accuses."""
        query = self._tx.scoped(material).where(which)
        actor = self._tx.actor
        if actor.has(ORGAN_ROLE):
            query = query.where(material.c.handed_in_org_id == actor.org_id)
        return query


def material_of(row: Row[Any]) -> Material:
    values = dict(row._mapping)
    return Material(agency_org_id=values.pop("org_id"), **values)
