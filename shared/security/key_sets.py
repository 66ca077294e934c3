"""Security: where the issuer's public keys come from: its JWKS address, or a set held in memory."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, OKPKey, RSAKey

from shared.kernel.refusals import Unavailable

FRESH_SECONDS = 600.0
UNKNOWN_KEY_SECONDS = 30.0  # made-up key ids cause at most one fetch in this time
STALE_SECONDS = 24 * 3600.0  # an issuer that is down does not lock everybody out at once
FETCH_SECONDS_MAX = 5.0
DOCUMENT_BYTES_MAX = 256 * 1024

PublicKey = ECKey | RSAKey | OKPKey

log = structlog.get_logger(__name__)


class SignInUnavailable(Unavailable):
    """The issuer's keys cannot be fetched and none are held."""


class FixedKeys:
    """Keys that the process already holds: the embedded house and tests."""

    def __init__(self, keys: KeySet) -> None:
        self._keys = _by_kid(keys)

    async def key(self, kid: str) -> PublicKey | None:
        return self._keys.get(kid)


class JwksKeys:
    """Keys fetched from the issuer's pinned address and kept for ten minutes."""

    def __init__(
        self,
        url: str,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._url = url
        self._transport = transport
        self._monotonic = monotonic
        self._lock = asyncio.Lock()
        self._keys: dict[str, PublicKey] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")

    async def key(self, kid: str) -> PublicKey | None:
        """The key named ``kid``, or None. Raises SignInUnavailable when no keys are to be had."""
        if self._wants_fetch(kid):
            async with self._lock:
                if self._wants_fetch(kid):
                    await self._fetch()
        if self._monotonic() - self._fetched_at > STALE_SECONDS:
            raise SignInUnavailable()
        return self._keys.get(kid)

    def _wants_fetch(self, kid: str) -> bool:
        now = self._monotonic()
        if now - self._tried_at < UNKNOWN_KEY_SECONDS:
            return False
        return kid not in self._keys or now - self._fetched_at > FRESH_SECONDS

    async def _fetch(self) -> None:
        self._tried_at = self._monotonic()
        try:
            self._keys = _by_kid(KeySet.import_key_set(await self._document()))
            self._fetched_at = self._monotonic()
        except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError) as error:
            log.warning("issuer_keys_not_fetched", url=self._url, reason=type(error).__name__)

    async def _document(self) -> Any:
        async with (
            httpx.AsyncClient(timeout=FETCH_SECONDS_MAX, transport=self._transport) as client,
            client.stream("GET", self._url, follow_redirects=False) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise ValueError("the issuer did not answer with its keys")
            body = bytearray()
            async for chunk in answer.aiter_bytes():
                body += chunk
                if len(body) > DOCUMENT_BYTES_MAX:
                    raise ValueError("the issuer's key set is too large")
        return json.loads(body)


def _by_kid(keys: KeySet) -> dict[str, PublicKey]:
    """Only asymmetric keys with a key id count; a shared secret in a key set is ignored."""
    return {
        key.kid: key
        for key in keys.keys
        if isinstance(key, ECKey | RSAKey | OKPKey) and isinstance(key.kid, str)
    }
