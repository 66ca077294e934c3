"""Files: the store of sealed parts - a folder, or a bucket of an S3-compatible server.

It only ever sees ciphertext. The library is imported at the first use: a process that serves no
files does not pay for it.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from shared.db.transaction import TransactionFactory
from shared.files.settings import FilesSettings

if TYPE_CHECKING:
    from obstore.store import ObjectStore


class FileStore:
    """The parts of one service's files, under ``<service>/<file id>/<part>``."""

    def __init__(self, settings: FilesSettings, service: str) -> None:
        self._settings, self._service = settings, service

    async def put(self, file_id: UUID, part: str, sealed: bytes) -> None:
        """Write one part whole, or not at all; again replaces it."""
        await self._objects.put_async(self._path(file_id, part), sealed)

    async def get(self, file_id: UUID, part: str) -> bytes:
        found = await self._objects.get_async(self._path(file_id, part))
        return bytes(await found.bytes_async())

    def put_blocking(self, file_id: UUID, part: str, sealed: bytes) -> None:
        """As ``put``, for code that runs in a thread of its own."""
        self._objects.put(self._path(file_id, part), sealed)

    def get_blocking(self, file_id: UUID, part: str) -> bytes:
        return bytes(self._objects.get(self._path(file_id, part)).bytes())

    async def remove(self, file_ids: Iterable[UUID]) -> None:
        """Remove every part of these files, also what a broken-off writer left. Again is harmless."""
        paths = [path for one in file_ids for path in await self._paths(one)]
        if paths:
            await self._objects.delete_async(paths)

    async def remove_parts(self, file_id: UUID, parts: Iterable[str]) -> None:
        """Remove single parts that others have replaced."""
        paths = [self._path(file_id, part) for part in parts]
        if paths:
            await self._objects.delete_async(paths)

    async def _paths(self, file_id: UUID) -> list[str]:
        found = self._objects.list(prefix=f"{self._service}/{file_id}")
        return [entry["path"] async for entries in found for entry in entries]

    def _path(self, file_id: UUID, part: str) -> str:
        return f"{self._service}/{file_id}/{part}"

    @cached_property
    def _objects(self) -> "ObjectStore":
        from obstore.store import LocalStore, S3Store

        told = self._settings
        if told.store == "local":
            return LocalStore(told.folder, mkdir=True, automatic_cleanup=True)
        secret = told.s3_secret_access_key
        return S3Store(
            told.s3_bucket,
            endpoint=told.s3_endpoint,
            region=told.s3_region,
            access_key_id=told.s3_access_key_id,
            secret_access_key=secret.get_secret_value() if secret else None,
            client_options={"allow_http": (told.s3_endpoint or "").startswith("http://")},
        )


def store_of(transactions: TransactionFactory) -> FileStore:
    """The store of the service whose transactions these are."""
    assert transactions.files is not None, "this service was put together without files"
    return transactions.files
