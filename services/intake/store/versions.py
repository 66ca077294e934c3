"""Store: the versions of a push - its content sealed, its fields as keyed digests to compare by."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from services.intake.domain.facts import plain
from services.intake.domain.push import PushedVersion, PushKind, changed_fields
from services.intake.store.push_tables import named_attachment, push_version
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction
from shared.kernel.policy import canonical

CONTENT_CELL = "push_version.content"
_DIGEST_COLUMN = "push_field"
_WHOLE = "push_content"


def field_digests(tx: Transaction, content: Mapping[str, Any]) -> dict[str, str]:
    """Field by field a keyed digest, so that two versions compare without being opened."""
    return {
        name: tx.vault.blind_index(_DIGEST_COLUMN, canonical(plain(value)).hex())
        for name, value in content.items()
    }


def content_digest(tx: Transaction, digests: Mapping[str, str]) -> str:
    return tx.vault.blind_index(_WHOLE, canonical(digests).decode())


class Versions:
    """``opens_with``: the matter or duty request whose grants and data key the content is under."""

    def __init__(self, tx: Transaction, kind: PushKind) -> None:
        self._tx, self._kind = tx, kind

    async def keep(
        self,
        object_id: UUID,
        content: Mapping[str, Any],
        *,
        org_id: str,
        opens_with: UUID,
        key_scope: str,
    ) -> frozenset[str]:
        """Add the next version. The names of the fields that changed; none for the first."""
        digests = field_digests(self._tx, content)
        last = await self._last(object_id)
        changed = changed_fields(last.field_digests, digests) if last else frozenset[str]()
        cipher = await self._tx.vault.cipher(self._tx, key_scope)
        await self._tx.execute(
            insert(push_version).values(
                org_id=org_id,
                object_id=object_id,
                number=last.number + 1 if last else 1,
                opens_with=opens_with,
                object_kind=str(self._kind),
                field_digests=digests,
                changed=sorted(changed),
                content_sealed=cipher.seal(CONTENT_CELL, canonical(plain(content)).decode()),
                received_at=self._tx.now,
                received_by=self._tx.actor.person_id,
            )
        )
        return changed

    async def of(self, object_id: UUID) -> tuple[PushedVersion, ...]:
        """All versions, the oldest first; the caller has looked whether the object is visible."""
        query = self._tx.scoped(push_version).where(push_version.c.object_id == object_id)
        rows = await self._tx.execute(query.order_by(push_version.c.number))
        return tuple(
            PushedVersion(
                object_id=row.object_id,
                number=row.number,
                changed=tuple(row.changed),
                received_at=row.received_at,
                received_by=row.received_by,
            )
            for row in rows
        )

    async def _last(self, object_id: UUID) -> Any:
        query = self._tx.scoped(
            push_version, push_version.c.number, push_version.c.field_digests
        ).where(push_version.c.object_id == object_id)
        rows = await self._tx.execute(query.order_by(push_version.c.number.desc()).limit(1))
        return rows.one_or_none()


class Attachments:
    """Papers that a push names by their digest."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def name(
        self, digests: tuple[str, ...], *, object_id: UUID, matter_id: UUID, org_id: str
    ) -> None:
        rows = [
            {
                "org_id": org_id,
                "object_id": object_id,
                "digest": digest,
                "matter_id": matter_id,
                "named_at": self._tx.now,
            }
            for digest in digests
        ]
        await insert_missing(self._tx.connection, named_attachment, rows)

    async def of(self, object_id: UUID) -> tuple[str, ...]:
        query = self._tx.scoped(named_attachment, named_attachment.c.digest)
        rows = await self._tx.execute(
            query.where(named_attachment.c.object_id == object_id).order_by(
                named_attachment.c.digest
            )
        )
        return tuple(rows.scalars())
