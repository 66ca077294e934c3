"""Store: drafts, sealed under a key of their own and opened to their writer's account alone."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, update

from services.intake.domain.draft import Draft, DraftNotFound
from services.intake.store.entry_tables import application_draft
from shared.db.grants import open_grant
from shared.db.transaction import Transaction, VersionStale

NO_ORGANIZATION = "nobody"  # the tenant of drafts: no organization bears this code
WRITER, CONTENT_CELL = "writer", "application_draft.content"


def draft_key(draft_id: UUID) -> str:
    """The scope of the data key; destroyed on filing."""
    return f"draft/{draft_id}"


class Drafts:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def get(self, draft_id: UUID) -> Draft:
        """Raises DraftNotFound, also for everybody else's."""
        row = await self._row(draft_id)
        return Draft(id=row.id, application_id=row.application_id, version=row.version)

    async def content(self, draft_id: UUID) -> dict[str, Any]:
        """What was written so far; nothing once it is filed."""
        row = await self._row(draft_id)
        if row.content_sealed is None:
            return {}
        cipher = await self._tx.vault.cipher(self._tx, draft_key(draft_id))
        content: dict[str, Any] = json.loads(cipher.open(CONTENT_CELL, row.content_sealed))
        return content

    async def add(self, fresh: Draft, content: dict[str, Any]) -> None:
        await self._tx.write_into(NO_ORGANIZATION)
        await self._tx.execute(
            insert(application_draft).values(
                id=fresh.id,
                org_id=NO_ORGANIZATION,
                content_sealed=await self._sealed(fresh.id, content),
                created_at=self._tx.now,
                updated_at=self._tx.now,
                version=fresh.version,
            )
        )
        await open_grant(
            self._tx,
            subject=self._tx.actor.subject,
            object_id=fresh.id,
            org_id=NO_ORGANIZATION,
            purpose=WRITER,
        )

    async def save(self, changed: Draft, content: dict[str, Any] | None) -> Draft:
        """``content`` None: it is filed and erased here. Raises VersionStale."""
        await self._tx.write_into(NO_ORGANIZATION)
        sealed = None if content is None else await self._sealed(changed.id, content)
        saved = await self._tx.execute(
            update(application_draft)
            .where(
                application_draft.c.id == changed.id,
                application_draft.c.version == changed.version,
            )
            .values(
                content_sealed=sealed,
                application_id=changed.application_id,
                updated_at=self._tx.now,
                version=application_draft.c.version + 1,
            )
        )
        if saved.rowcount == 0:
            raise VersionStale()
        if content is None:
            await self._tx.vault.destroy(self._tx, draft_key(changed.id))
        return await self.get(changed.id)

    async def _row(self, draft_id: UUID) -> Row[Any]:
        query = self._tx.scoped(application_draft).where(application_draft.c.id == draft_id)
        row: Row[Any] | None = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise DraftNotFound()
        return row

    async def _sealed(self, draft_id: UUID, content: dict[str, Any]) -> bytes:
        cipher = await self._tx.vault.cipher(self._tx, draft_key(draft_id))
        return cipher.seal(CONTENT_CELL, json.dumps(content, ensure_ascii=False))
