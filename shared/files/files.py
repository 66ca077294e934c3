"""Files: the rows of uploads and kept files, and the holds by which they are reached."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, insert, or_, select, update

from shared.db.file_tables import file_hold, stored_file
from shared.db.sql import insert_missing, moment
from shared.db.transaction import Transaction
from shared.files.policy import FilePolicy
from shared.files.sealing import FileCipher
from shared.files.uploads import (
    Checked,
    Declared,
    FileState,
    Part,
    StoredFile,
    UploadAlreadyComplete,
    UploadInHand,
    UploadNotFound,
    UploadNotReady,
    UploadOffsetWrong,
    owner_of,
    upload_scope,
)
from shared.kernel.actor import Actor

WRITER_SECONDS = 60.0  # a writer that says nothing for so long has gone


class Files:
    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def open(self, declared: Declared, policy: FilePolicy) -> StoredFile:
        """Begin an upload of the actor's own, held under a data key of its own."""
        tx, file_id = self._tx, self._tx.new_id()
        cipher = FileCipher.fresh(file_id, tx.vault.suite)
        await tx.execute(
            insert(stored_file).values(
                id=file_id,
                owner=owner_of(tx.actor),
                state=FileState.RECEIVING,
                name_sealed=cipher.seal_name(declared.name),
                media_type=declared.media_type,
                declared_bytes=declared.bytes,
                declared_sha256=declared.sha256,
                received_bytes=0,
                parts=[],
                scanned=False,
                created_at=tx.now,
                expires_at=tx.now + timedelta(hours=policy.unfinished_hours),
            )
        )
        await self._hold(cipher, upload_scope(file_id))
        tx.record(f"file/{file_id}", "file.open", bytes=declared.bytes, media=declared.media_type)
        return await self.mine(file_id)

    async def mine(self, file_id: UUID) -> StoredFile:
        """The actor's own upload. Raises UploadNotFound."""
        return await self._opened(upload_scope(file_id), _own(self._tx.actor, file_id))

    async def mine_by_digest(self, sha256: str) -> StoredFile | None:
        """The newest complete upload of the actor's own with this content."""
        query = (
            select(stored_file.c.id)
            .where(
                stored_file.c.owner == owner_of(self._tx.actor),
                stored_file.c.sha256 == sha256,
                stored_file.c.expires_at.is_not(None),
            )
            .order_by(stored_file.c.created_at.desc())
            .limit(1)
        )
        found = (await self._tx.execute(query)).scalar_one_or_none()
        return await self.mine(found) if found is not None else None

    async def claim(self, file_id: UUID, *, offset: int, writer: str) -> StoredFile:
        """Make ``writer`` the only one to add to the upload, for WRITER_SECONDS.

        Raises UploadNotFound, UploadAlreadyComplete, UploadOffsetWrong, UploadInHand.
        """
        free = or_(stored_file.c.writer.is_(None), stored_file.c.writer_until < moment())
        claimed = await self._tx.execute(
            update(stored_file)
            .where(
                _own(self._tx.actor, file_id),
                stored_file.c.state == FileState.RECEIVING,
                stored_file.c.received_bytes == offset,
                free,
            )
            .values(writer=writer, writer_until=moment(WRITER_SECONDS))
        )
        found = await self.mine(file_id)
        if claimed.rowcount:
            return found
        if found.complete:
            raise UploadAlreadyComplete()
        if found.received_bytes != offset:
            raise UploadOffsetWrong(expected=found.received_bytes)
        raise UploadInHand()

    async def append(self, held: StoredFile, part: Part, *, writer: str) -> None:
        """Count a part that lies in the store. Raises UploadInHand when the claim was lost."""
        await self._write(
            held.id,
            writer,
            parts=_listed((*held.parts, part)),
            received_bytes=held.received_bytes + part.bytes,
            writer_until=moment(WRITER_SECONDS),
        )

    async def release(self, file_id: UUID, *, writer: str) -> None:
        """Let others write again; a no-op where the claim was lost or the file is gone."""
        await self._tx.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, stored_file.c.writer == writer)
            .values(writer=None, writer_until=None)
        )

    async def keep(
        self, held: StoredFile, checked: Checked, policy: FilePolicy, *, writer: str
    ) -> None:
        """The upload is whole and clean. It expires unless something holds it."""
        tx = self._tx
        await self._write(
            held.id,
            writer,
            state=FileState.READY,
            parts=_listed(checked.parts),
            sha256=checked.sha256,
            stored_sha256=checked.stored_sha256,
            scanned=checked.scanned,
            ready_at=tx.now,
            expires_at=tx.now + timedelta(days=policy.unattached_days),
        )
        tx.record(f"file/{held.id}", "file.keep", sha256=checked.sha256, scanned=checked.scanned)

    async def hold(self, held: StoredFile, scope: str) -> None:
        """Let ``scope`` (``matter/<id>``) hold the file too, under its own data key.

        Raises UploadNotReady.
        """
        if not held.complete:
            raise UploadNotReady()
        await self._hold(held.cipher, scope)

    async def held(self, file_id: UUID, scope: str) -> StoredFile:
        """The file through the hold of ``scope``, whose right the caller has checked.

        Raises UploadNotFound; PersonalDataErased when the scope's key was destroyed.
        """
        await self._tx.vault.cipher(self._tx, scope)  # says so first where the scope is erased
        return await self._opened(scope, stored_file.c.id == file_id)

    async def all_held(self, scope: str) -> dict[UUID, StoredFile]:
        """Every file that ``scope`` holds, by id. Raises PersonalDataErased."""
        query = (
            select(stored_file, file_hold.c.key_sealed)
            .join(file_hold, file_hold.c.file_id == stored_file.c.id)
            .where(file_hold.c.scope == scope)
        )
        cipher = await self._tx.vault.cipher(self._tx, scope)
        rows = await self._tx.execute(query)
        return {
            row.id: _file_of(row, FileCipher.held_by(cipher, row.id, row.key_sealed))
            for row in rows
        }

    async def let_go(self, scope: str) -> None:
        """End the holds of a scope that is erased. What no other scope holds expires at once, for
        its uploader too: it is about the same person.
        """
        query = select(file_hold.c.file_id).where(file_hold.c.scope == scope)
        for file_id in (await self._tx.execute(query)).scalars().all():
            uploader = upload_scope(file_id)
            others = select(file_hold.c.scope).where(
                file_hold.c.file_id == file_id, file_hold.c.scope.not_in((scope, uploader))
            )
            if (await self._tx.execute(others.limit(1))).first() is None:
                await self._tx.vault.destroy(self._tx, uploader)
                await self._tx.execute(delete(file_hold).where(file_hold.c.scope == uploader))
                await self._tx.execute(
                    update(stored_file)
                    .where(stored_file.c.id == file_id)
                    .values(expires_at=self._tx.now, sha256=None)
                )
        await self._tx.execute(delete(file_hold).where(file_hold.c.scope == scope))

    async def forget(self, file_id: UUID) -> None:
        """Remove the rows of a file and the uploader's data key. The parts go by the store."""
        await self._tx.vault.destroy(self._tx, upload_scope(file_id))
        await self._tx.execute(delete(file_hold).where(file_hold.c.file_id == file_id))
        await self._tx.execute(delete(stored_file).where(stored_file.c.id == file_id))

    async def _hold(self, cipher: FileCipher, scope: str) -> None:
        sealed = cipher.key_for(await self._tx.vault.cipher(self._tx, scope))
        row = {
            "file_id": cipher.file_id,
            "scope": scope,
            "key_sealed": sealed,
            "created_at": self._tx.now,
        }
        await insert_missing(self._tx.connection, file_hold, [row])

    async def _opened(self, scope: str, which: ColumnElement[bool]) -> StoredFile:
        query = (
            select(stored_file, file_hold.c.key_sealed)
            .join(file_hold, file_hold.c.file_id == stored_file.c.id)
            .where(which, file_hold.c.scope == scope)
        )
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise UploadNotFound()
        cipher = await self._tx.vault.cipher(self._tx, scope)
        return _file_of(row, FileCipher.held_by(cipher, row.id, row.key_sealed))

    async def _write(self, file_id: UUID, writer: str, **values: Any) -> None:
        """Change what ``writer`` has claimed. Raises UploadInHand when the claim was lost."""
        written = await self._tx.execute(
            update(stored_file)
            .where(stored_file.c.id == file_id, stored_file.c.writer == writer)
            .values(**values)
        )
        if written.rowcount == 0:
            raise UploadInHand()


def _listed(parts: tuple[Part, ...]) -> list[list[Any]]:
    return [[one.name, one.bytes] for one in parts]


def _own(actor: Actor, file_id: UUID) -> ColumnElement[bool]:
    return and_(stored_file.c.id == file_id, stored_file.c.owner == owner_of(actor))


def _file_of(row: Any, cipher: FileCipher) -> StoredFile:
    return StoredFile(
        id=row.id,
        owner=row.owner,
        state=FileState(row.state),
        name=cipher.open_name(row.name_sealed),
        media_type=row.media_type,
        declared_bytes=row.declared_bytes,
        declared_sha256=row.declared_sha256,
        received_bytes=row.received_bytes,
        parts=tuple(Part(name, size) for name, size in row.parts),
        sha256=row.sha256,
        stored_sha256=row.stored_sha256,
        scanned=row.scanned,
        created_at=row.created_at,
        expires_at=row.expires_at,
        cipher=cipher,
    )
