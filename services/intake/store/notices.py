"""Store: notices of organs; the paper's fields are sealed under the matter's key."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, update

from services.intake.domain.notice import Notice, NoticeNotFound, NoticeState
from services.intake.store.matters import matter_key
from services.intake.store.tables import notice
from shared.db.transaction import Transaction, VersionStale

PAPER_CELL = "notice.paper"
CASE_INDEX, CUSTODY_INDEX = "organ_case_no", "custody_no"
_PLAIN = tuple(column.name for column in notice.columns if column.name != "paper_sealed")


def own_notices(statement: Select[Any], tx: Transaction) -> Select[Any]:
    """What a matter's grant opens, narrowed for an organ to the notices that it sent itself."""
    if tx.actor.has("partner"):
        return statement.where(notice.c.organ_org_id == tx.actor.org_id)
    return statement


class Notices:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, notice_id: UUID) -> Notice:
        """Raises NoticeNotFound, also for what is not yours."""
        query = self._tx.scoped(notice).where(notice.c.id == notice_id)
        rows = await self._tx.execute(own_notices(query, self._tx))
        row = rows.one_or_none()
        if row is None:
            raise NoticeNotFound()
        return notice_of(row)

    async def under(self, *, organ: str, reference: str, person_key: str) -> Notice | None:
        """What this organ already sent under the same key (客户端、文号、人)."""
        rows = await self._tx.execute(
            self._tx.scoped(notice).where(
                notice.c.organ_org_id == organ,
                notice.c.reference == reference,
                notice.c.person_key == person_key,
            )
        )
        row = rows.one_or_none()
        return notice_of(row) if row else None

    async def newest_of(self, matter_id: UUID, *, stage: str) -> Notice | None:
        """The latest notice about the stage of a matter; None for an applied matter."""
        query = self._tx.scoped(notice).where(
            notice.c.matter_id == matter_id, notice.c.stage == stage
        )
        newest = (notice.c.received_at.desc(), notice.c.id.desc())
        row = (await self._tx.execute(query.order_by(*newest).limit(1))).one_or_none()
        return notice_of(row) if row else None

    async def all_under(self, *, organ: str, reference: str) -> tuple[Notice, ...]:
        """Every person of one notice, by the organ's own reference."""
        query = self._tx.scoped(notice).where(
            notice.c.organ_org_id == organ, notice.c.reference == reference
        )
        rows = await self._tx.execute(query.order_by(notice.c.received_at, notice.c.id))
        return tuple(notice_of(row) for row in rows)

    async def paper(self, of: Notice) -> dict[str, str]:
        """The paper's fields, opened: reason, officers, hearing."""
        query = self._tx.scoped(notice, notice.c.paper_sealed).where(notice.c.id == of.id)
        sealed = (await self._tx.execute(query)).scalar_one()
        cipher = await self._tx.vault.cipher(self._tx, matter_key(of.matter_id))
        fields: dict[str, str] = json.loads(cipher.open(PAPER_CELL, sealed))
        return fields

    async def add(self, fresh: Notice, paper: Mapping[str, str]) -> None:
        sealed = await self._sealed(fresh, paper)
        await self._tx.execute(insert(notice).values(**_values(fresh), paper_sealed=sealed))

    async def replace(self, corrected: Notice, paper: Mapping[str, str]) -> Notice:
        """Write a correction over the earlier content. Raises VersionStale."""
        values = {**_values(corrected), "paper_sealed": await self._sealed(corrected, paper)}
        return await self._write(corrected, values)

    async def save(self, changed: Notice) -> Notice:
        """Raises VersionStale when somebody else was first."""
        return await self._write(changed, _values(changed))

    async def _sealed(self, of: Notice, paper: Mapping[str, str]) -> bytes:
        cipher = await self._tx.vault.cipher(self._tx, matter_key(of.matter_id))
        return cipher.seal(PAPER_CELL, json.dumps(dict(paper), ensure_ascii=False))

    async def _write(self, changed: Notice, values: dict[str, Any]) -> Notice:
        saved = await self._tx.execute(
            update(notice)
            .where(notice.c.id == changed.id, notice.c.version == changed.version)
            .values({**values, "version": notice.c.version + 1})
        )
        if saved.rowcount == 0:
            raise VersionStale()
        return await self.get(changed.id)


def notice_of(row: Row[Any]) -> Notice:
    values = {name: row._mapping[name] for name in _PLAIN}
    values["agency_org_id"] = values.pop("org_id")
    values["state"] = NoticeState(values["state"])
    values["return_reason_codes"] = tuple(values["return_reason_codes"])
    return Notice(**values)


def _values(of: Notice) -> dict[str, Any]:
    values = asdict(of)
    values["org_id"] = values.pop("agency_org_id")
    values["state"] = str(of.state)
    values["return_reason_codes"] = list(of.return_reason_codes)
    return values
