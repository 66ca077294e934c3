"""Security: an access token in, an Actor out. One issuer, one algorithm, nothing taken on trust."""

import base64
import binascii
import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError

from shared.kernel.actor import SYSTEM_SUBJECT, Actor
from shared.kernel.refusals import Unauthenticated
from shared.security.key_sets import FixedKeys, JwksKeys, PublicKey
from shared.security.settings import IssuerSettings

LEEWAY_SECONDS = 60
TOKEN_CHARS_MAX = 8_192
CACHED_TOKENS_MAX = 10_000
CACHE_SECONDS = 600.0  # as long as the issuer's keys: a withdrawn key stops working by then
ROLES_MAX = 64
TEXT_CHARS_MAX = 256
LATEST_MOMENT = 2**53
TOKEN_TYPES = frozenset({"at+jwt", "application/at+jwt"})
_SCHEME = "bearer "
_PARTS = 3


class TokenMissing(Unauthenticated):
    """The request bears no access token."""


class TokenInvalid(Unauthenticated):
    """The access token is not one that this service believes."""


class TokenExpired(Unauthenticated):
    """The access token was good, and is over."""


class TokenVerifier:
    """Verifies the access tokens of the one issuer that the service trusts."""

    def __init__(
        self,
        settings: IssuerSettings,
        keys: JwksKeys | FixedKeys,
        *,
        unix_time: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._keys = keys
        self._unix_time = unix_time
        self._cache: OrderedDict[bytes, tuple[float, float, Actor]] = OrderedDict()

    async def actor(self, authorization: str | None) -> Actor:
        """The caller behind an ``Authorization`` header.

        Raises TokenMissing, TokenInvalid, TokenExpired, SignInUnavailable.
        """
        token = _bearer(authorization)
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known(digest)
        if known is not None:
            return known
        claims = await self._verified(token)
        actor = self._actor_of(claims)
        self._remember(digest, claims["exp"], actor)
        return actor

    def _known(self, digest: bytes) -> Actor | None:
        held = self._cache.get(digest)
        if held is None:
            return None
        expires, forget_at, actor = held
        now = self._unix_time()
        if now >= expires + LEEWAY_SECONDS:
            raise TokenExpired()
        return actor if now < forget_at else None

    def _remember(self, digest: bytes, expires: float, actor: Actor) -> None:
        self._cache[digest] = (expires, self._unix_time() + CACHE_SECONDS, actor)
        while len(self._cache) > CACHED_TOKENS_MAX:
            self._cache.popitem(last=False)

    async def _verified(self, token: str) -> dict[str, Any]:
        header = _header(token)
        _require(header.get("alg") == self._settings.algorithm)
        _require(str(header.get("typ", "")).lower() in TOKEN_TYPES)
        _require("crit" not in header and "b64" not in header)
        kid = header.get("kid")
        _require(_is_text(kid))
        key = await self._keys.key(str(kid))
        claims = _signed_claims(token, key, self._settings.algorithm)
        self._check(claims)
        return claims

    def _check(self, claims: Mapping[str, Any]) -> None:
        _require(claims.get("iss") == self._settings.url)
        audience = claims.get("aud")
        members = [audience] if isinstance(audience, str) else audience
        _require(isinstance(members, list) and self._settings.audience in members)
        issued, expires = _moment(claims.get("iat")), _moment(claims.get("exp"))
        starts = _moment(claims.get("nbf", issued))
        latest = self._unix_time() + LEEWAY_SECONDS
        _require(issued <= latest and starts <= latest)
        if self._unix_time() >= expires + LEEWAY_SECONDS:
            raise TokenExpired()

    def _actor_of(self, claims: Mapping[str, Any]) -> Actor:
        """A machine's person is itself; a person's falls back on the account."""
        subject, client = str(claims.get("sub", "")), claims.get("client_id")
        org = claims.get(self._settings.org_claim)
        roles = claims.get(self._settings.roles_claim, [])
        _require(_is_text(claims.get("sub")))
        _require(client is None or _is_text(client))
        _require(org is None or _is_text(org))
        _require(isinstance(roles, list) and len(roles) <= ROLES_MAX)
        _require(all(_is_text(role) for role in roles))
        _require(SYSTEM_SUBJECT not in roles and not subject.startswith(SYSTEM_SUBJECT + "/"))
        machine = client is not None and client == subject
        person = claims.get(self._settings.person_claim, f"client/{client}" if machine else subject)
        _require(_is_text(person))
        return Actor(
            subject=subject,
            person_id=person,
            org_id=org,
            roles=frozenset(roles),
            client_id=client if machine else None,
        )


def _bearer(authorization: str | None) -> str:
    if not authorization:
        raise TokenMissing()
    scheme, token = authorization[: len(_SCHEME)], authorization[len(_SCHEME) :].strip()
    _require(scheme.lower() == _SCHEME)
    _require(0 < len(token) <= TOKEN_CHARS_MAX and token.isascii())
    return token


def _header(token: str) -> dict[str, Any]:
    """The header before its signature is known to hold: good for choosing the key, nothing else."""
    parts = token.split(".")
    _require(len(parts) == _PARTS)
    try:
        header = json.loads(base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise TokenInvalid() from error
    _require(isinstance(header, dict))
    return dict(header)


def _signed_claims(token: str, key: PublicKey | None, algorithm: str) -> dict[str, Any]:
    if key is None:
        raise TokenInvalid()
    try:
        payload = jws.deserialize_compact(token, key, algorithms=[algorithm]).payload
        claims = json.loads(payload)
    except (JoseError, ValueError, TypeError, RecursionError) as error:
        raise TokenInvalid() from error
    _require(isinstance(claims, dict))
    return dict(claims)


def _require(holds: bool) -> None:
    if not holds:
        raise TokenInvalid()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= TEXT_CHARS_MAX and value.isprintable()


def _moment(value: object) -> float:
    """Seconds since 1970, whole or not; neither true nor endless."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise TokenInvalid()
    _require(0 <= value < LATEST_MOMENT)
    return value
