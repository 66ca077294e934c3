"""HTTP: one act per Idempotency-Key. The key's row commits with the effect, or neither does."""

import hashlib
import json
import re
from dataclasses import dataclass

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.exc import DBAPIError
from starlette.responses import Response

from shared.db.sql import insert_missing
from shared.db.tables import idempotency_answer
from shared.db.transaction import Transaction
from shared.http.failures import is_lock_timeout
from shared.http.problems import IdempotencyKeyMalformed, IdempotencyKeyMissing
from shared.kernel.actor import Actor
from shared.kernel.refusals import Conflict, NotUnderstood

KEY_CHARS_MAX = 128
IN_FLIGHT_RETRY_SECONDS = 1
KEPT_HEADERS = ("etag", "location", "content-type")
REPLAYED_HEADER = "Idempotent-Replayed"
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_PLACE = and_(
    idempotency_answer.c.scope == bindparam("of_scope"),
    idempotency_answer.c.key == bindparam("of_key"),
)
_KEPT = select(idempotency_answer).where(_PLACE)
_KEEP = update(idempotency_answer).where(_PLACE)


class RequestInFlight(Conflict):
    """A request with this key has not ended yet."""


class IdempotencyKeyReused(NotUnderstood):
    """The key came before with another body or for another path."""


def key_of(header: str | None) -> str:
    """The key, with or without the quotes of a structured-field string.

    Raises IdempotencyKeyMissing, IdempotencyKeyMalformed.
    """
    if header is None:
        raise IdempotencyKeyMissing()
    key = header.strip().removeprefix('"').removesuffix('"')
    if not _VISIBLE.fullmatch(key) or len(key) > KEY_CHARS_MAX:
        raise IdempotencyKeyMalformed(chars_max=KEY_CHARS_MAX)
    return key


@dataclass(frozen=True)
class KeyClaim:
    """One caller's key on one route. Another caller's same key is another claim.

    ``scope`` binds the stored answer to account, tenant and route, so that nobody is ever
    answered with what another may see; roles are checked before every replay.
    """

    scope: str
    key: str
    fingerprint: str

    async def taken(self, tx: Transaction) -> Response | None:
        """Take the key, or give back the answer of whoever took it before.

        Waits for a rival that has not committed yet. Raises RequestInFlight, IdempotencyKeyReused.
        """
        row = {
            "scope": self.scope,
            "key": self.key,
            "fingerprint": self.fingerprint,
            "created_at": tx.now,
        }
        try:
            inserted = await insert_missing(tx.connection, idempotency_answer, [row])
        except DBAPIError as error:
            if is_lock_timeout(error):
                raise RequestInFlight(retry_after_seconds=IN_FLIGHT_RETRY_SECONDS) from error
            raise
        return None if inserted else await self._replayed(tx)

    async def keep(self, tx: Transaction, response: Response) -> None:
        """Store the answer that is about to commit, sealed."""
        kept = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
        packed = json.dumps(kept).encode() + b"\n" + bytes(response.body)
        sealed = tx.vault.seal_answer(packed, self._bond)
        values = {"status": response.status_code, "answer_sealed": sealed}
        await tx.execute(_KEEP, {**self._place, **values})

    async def _replayed(self, tx: Transaction) -> Response:
        found = (await tx.execute(_KEPT, self._place)).one()
        if found.fingerprint != self.fingerprint:
            raise IdempotencyKeyReused()
        head, _, body = tx.vault.open_answer(found.answer_sealed, self._bond).partition(b"\n")
        headers = {**json.loads(head), REPLAYED_HEADER: "true"}
        return Response(body, status_code=found.status, headers=headers)

    @property
    def _bond(self) -> str:
        return f"{self.scope}|{self.key}"

    @property
    def _place(self) -> dict[str, object]:
        return {"of_scope": self.scope, "of_key": self.key}


def claim(key: str, *, actor: Actor, operation: str, path: str, content: bytes) -> KeyClaim:
    """``operation`` is the route's name; ``content`` the canonical body."""
    fingerprint = hashlib.sha256(path.encode() + b"\n" + content).hexdigest()
    scope = f"{actor.subject}|{actor.org_id or ''}|{operation}"
    return KeyClaim(scope, key, fingerprint)
