"""Store: the versions of a push, each with its content sealed under the matter's own key."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.intake.domain.facts import plain
from services.intake.domain.push import NamedAttachment, PushedVersion, PushKind, changed_fields
from services.intake.store.push_tables import named_attachment, push_version
from shared.db.sql import insert_missing
from shared.db.transaction import Transaction
from shared.kernel.policy import canonical
from shared.security.ciphers import ScopeCipher

CONTENT_CELL = "push_version.content"
_DIGEST_COLUMN = "push_content"


def content_digest(tx: Transaction, content: Mapping[str, Any]) -> str:
    """Keyed, so that the same content is known again without being opened."""
    return tx.vault.blind_index(_DIGEST_COLUMN, _text(content).encode().hex())


class Versions:
    """``opens_with``: the matter or duty request whose grants and data key the content is under."""

    def __init__(self, tx: Transaction, kind: PushKind) -> None:
        self._tx, self._kind = tx, kind

    async def begin(
        self,
        object_id: UUID,
        content: Mapping[str, Any],
        *,
        org_id: str,
        opens_with: UUID,
        key: str,
    ) -> None:
        """Keep the first version, sealed under the data key of scope ``key``."""
        cipher = await self._tx.vault.cipher(self._tx, key)
        row = {"org_id": org_id, "object_id": object_id, "opens_with": opens_with}
        await self._add({**row, "number": 1, "changed": []}, content, cipher)

    async def correct(
        self, object_id: UUID, content: Mapping[str, Any], *, key: str
    ) -> frozenset[str]:
        """Keep the next version. The names of the fields that it changes."""
        query = self._tx.scoped(push_version).where(push_version.c.object_id == object_id)
        rows = await self._tx.execute(query.order_by(push_version.c.number.desc()).limit(1))
        last = rows.one()
        cipher = await self._tx.vault.cipher(self._tx, key)
        before = json.loads(cipher.open(CONTENT_CELL, last.content_sealed))
        changed = changed_fields(before, json.loads(_text(content)))
        row = {name: last._mapping[name] for name in ("org_id", "object_id", "opens_with")}
        row |= {"number": last.number + 1, "changed": sorted(changed)}
        await self._add(row, content, cipher)
        return changed

    async def _add(
        self, row: Mapping[str, Any], content: Mapping[str, Any], cipher: ScopeCipher
    ) -> None:
        await self._tx.execute(
            insert(push_version).values(
                **row,
                object_kind=str(self._kind),
                content_sealed=cipher.seal(CONTENT_CELL, _text(content)),
                received_at=self._tx.now,
                received_by=self._tx.actor.person_id,
            )
        )

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


def _text(content: Mapping[str, Any]) -> str:
    return canonical(plain(content)).decode()


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

    async def of(self, object_id: UUID) -> tuple[NamedAttachment, ...]:
        query = self._tx.scoped(named_attachment)
        rows = await self._tx.execute(
            query.where(named_attachment.c.object_id == object_id).order_by(
                named_attachment.c.digest
            )
        )
        return tuple(NamedAttachment(row.digest, row.material_id) for row in rows)

    async def awaited(self, object_id: UUID) -> list[str]:
        """The digests under which nothing has arrived yet."""
        return [one.digest for one in await self.of(object_id) if one.material_id is None]

    async def arrived(self, object_id: UUID, digest: str, *, material_id: UUID) -> None:
        await self._tx.execute(
            update(named_attachment)
            .where(named_attachment.c.object_id == object_id, named_attachment.c.digest == digest)
            .values(material_id=material_id)
        )
