"""Security: the vault. One data key per matter or provider; destroying the key erases the person."""

import os
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, select, update

from shared.db.sql import insert_missing
from shared.db.tables import data_key
from shared.kernel.refusals import NotFound
from shared.security.ciphers import ScopeCipher, SealBroken, keyed_digest, seal, unseal
from shared.security.settings import KEY_BYTES, VaultSettings, key_bytes

if TYPE_CHECKING:
    from shared.db.transaction import Transaction

CACHED_KEYS_MAX = 10_000
CACHE_SECONDS = 60.0  # how long another process may still open what this one has erased
_ANSWER_PURPOSE = b"answer"
_KEY_OF = select(data_key).where(data_key.c.scope == bindparam("of"))


class PersonalDataErased(NotFound):
    """The data keys of this scope were destroyed; what they sealed is gone for good."""


class Vault:
    """The keys of one service. Holds unwrapped data keys in memory, bounded in number and time."""

    def __init__(self, settings: VaultSettings, *, production: bool) -> None:
        """Raises SettingsUnsafe for a short key, and in production for a default one."""
        self.suite = settings.suite
        self._kek_id = settings.kek_id
        secrets = {**settings.retired_keks, settings.kek_id: settings.kek}
        self._keks = {
            kek_id: key_bytes(f"kek {kek_id}", secret, production=production)
            for kek_id, secret in secrets.items()
        }
        self._index_key = key_bytes("index_key", settings.index_key, production=production)
        self._city_key = key_bytes("city_key", settings.city_key, production=production)
        self._column_keys: dict[str, bytes] = {}
        self._cache: OrderedDict[str, tuple[float, bytes]] = OrderedDict()

    async def cipher(self, tx: "Transaction", scope: str) -> ScopeCipher:
        """The cipher of ``matter/<id>`` or ``provider/<id>``; makes its data key on first use.

        Raises PersonalDataErased.
        """
        key = self._held(tx, scope)
        if key is None:
            key = await self._stored(tx, scope) or await self._created(tx, scope)
        return ScopeCipher(scope, self.suite, key)

    async def new_cipher(self, tx: "Transaction", scope: str) -> ScopeCipher:
        """The cipher of a scope that begins in this very transaction: nothing to look up."""
        return ScopeCipher(scope, self.suite, await self._created(tx, scope))

    async def ciphers(self, tx: "Transaction", scopes: Iterable[str]) -> dict[str, ScopeCipher]:
        """The ciphers of many scopes in one statement, for lists; erased ones are left out."""
        held = {scope: self._held(tx, scope) for scope in set(scopes)}
        missing = [scope for scope, key in held.items() if key is None]
        if missing:
            query = select(data_key).where(data_key.c.scope.in_(missing))
            for row in await tx.execute(query):
                if row.wrapped is not None:
                    held[row.scope] = self._learned(row)
        return {
            scope: ScopeCipher(scope, self.suite, key)
            for scope, key in held.items()
            if key is not None
        }

    async def destroy(self, tx: "Transaction", scope: str) -> None:
        """Erase everything sealed under ``scope``. The row stays, so that no new key takes its place."""
        unused = os.urandom(KEY_BYTES)
        await insert_missing(tx.connection, data_key, [self._row(tx, scope, unused)])
        await tx.execute(
            update(data_key)
            .where(data_key.c.scope == scope, data_key.c.destroyed_at.is_(None))
            .values(wrapped=None, destroyed_at=tx.now)
        )
        self._cache.pop(scope, None)
        tx.pending.keys.pop(scope, None)

    def blind_index(self, column: str, value: str) -> str:
        """For equality search in this service: keyed per column, blind to width, case and margins."""
        return keyed_digest(self.suite, self._column_key(column), _normal(value)).hex()

    def city_token(self, kind: str, value: str) -> str:
        """One person's token in every service of the city, for conflict checks across them."""
        return keyed_digest(self.suite, self._city_key, kind.encode() + b"|" + _normal(value)).hex()

    def signing_key(self, purpose: str) -> Ed25519PrivateKey:
        """This service's own key for one purpose, the same after every restart."""
        seed = keyed_digest(self.suite, self._index_key, f"sign|{purpose}".encode())
        return Ed25519PrivateKey.from_private_bytes(seed)

    def seal_answer(self, body: bytes, bound_to: str) -> bytes:
        """Seal a small stored answer under the service's own key; ``bound_to`` is its row's key."""
        return seal(self.suite, self._answer_key(self._kek_id), body, bound_to.encode())

    def open_answer(self, sealed: bytes, bound_to: str) -> bytes:
        """Raises SealBroken."""
        for kek_id in self._keks:
            try:
                return unseal(self._answer_key(kek_id), sealed, bound_to.encode())
            except SealBroken:
                continue
        raise SealBroken("no key of this service opens the answer")

    async def _stored(self, tx: "Transaction", scope: str) -> bytes | None:
        row = (await tx.execute(_KEY_OF, {"of": scope})).one_or_none()
        if row is None:
            return None
        if row.wrapped is None:
            raise PersonalDataErased(scope=scope.partition("/")[0])
        return self._learned(row)

    async def _created(self, tx: "Transaction", scope: str) -> bytes:
        """Held by this transaction only: its rollback, whole or of a savepoint, would otherwise
        leave a key in memory that seals what nobody could ever open again.
        """
        key = os.urandom(KEY_BYTES)
        if await insert_missing(tx.connection, data_key, [self._row(tx, scope, key)]):
            tx.pending.keys[scope] = key
            return key
        rival = await self._stored(tx, scope)
        assert rival is not None, "whoever was first has committed the key"
        return rival

    def _row(self, tx: "Transaction", scope: str, key: bytes) -> dict[str, object]:
        wrapped = seal(self.suite, self._keks[self._kek_id], key, scope.encode())
        return {"scope": scope, "kek_id": self._kek_id, "wrapped": wrapped, "created_at": tx.now}

    def _learned(self, row: Any) -> bytes:
        key = self._unwrapped(row)
        self._remember(row.scope, key)
        return key

    def _unwrapped(self, row: Any) -> bytes:
        kek = self._keks.get(row.kek_id)
        if kek is None:
            raise SealBroken(f"the key encryption key {row.kek_id!r} is not configured")
        return unseal(kek, row.wrapped, row.scope.encode())

    def _held(self, tx: "Transaction", scope: str) -> bytes | None:
        return tx.pending.keys.get(scope) or self._cached(scope)

    def _cached(self, scope: str) -> bytes | None:
        held = self._cache.get(scope)
        if held is None or held[0] < time.monotonic():
            return None
        self._cache.move_to_end(scope)
        return held[1]

    def _remember(self, scope: str, key: bytes) -> None:
        self._cache[scope] = (time.monotonic() + CACHE_SECONDS, key)
        while len(self._cache) > CACHED_KEYS_MAX:
            self._cache.popitem(last=False)

    def _column_key(self, column: str) -> bytes:
        if column not in self._column_keys:
            key = keyed_digest(self.suite, self._index_key, f"index|{column}".encode())
            self._column_keys[column] = key
        return self._column_keys[column]

    def _answer_key(self, kek_id: str) -> bytes:
        return keyed_digest(self.suite, self._keks[kek_id], _ANSWER_PURPOSE)


def _normal(value: str) -> bytes:
    return unicodedata.normalize("NFKC", value).strip().upper().encode()
