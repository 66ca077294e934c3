"""Security: what a deployment must say about its keys and its issuer; weak values stop production."""

import base64
import binascii

from pydantic import BaseModel, Field, SecretStr

from shared.security.ciphers import Suite

KEY_BYTES = 32
ISSUER_ALGORITHMS = frozenset({"ES256", "ES384", "RS256", "PS256", "EdDSA"})

# For a developer's machine only: production refuses to start with it.
DEVELOPMENT_KEY = base64.b64encode(b"development only, 32 bytes long!").decode()
DEVELOPMENT_ISSUER = "http://127.0.0.1:8000/issuer"


class SettingsUnsafe(Exception):
    """The service does not start with this setting; the message names it, never its value."""


class VaultSettings(BaseModel):
    """Keys in base64, 32 bytes each. ``city_key`` is the same in every service of the city."""

    suite: Suite = Suite.INTERNATIONAL
    kek_id: str = "k1"
    kek: SecretStr = SecretStr(DEVELOPMENT_KEY)
    retired_keks: dict[str, SecretStr] = Field(default_factory=dict)  # kek_id to key: opens only
    index_key: SecretStr = SecretStr(DEVELOPMENT_KEY)
    city_key: SecretStr = SecretStr(DEVELOPMENT_KEY)


class IssuerSettings(BaseModel):
    """The one issuer whose access tokens are believed, and the names of its claims."""

    url: str = DEVELOPMENT_ISSUER
    jwks_url: str = DEVELOPMENT_ISSUER + "/jwks.json"
    audience: str = "legalaid"
    algorithm: str = "ES256"
    person_claim: str = "person_id"
    org_claim: str = "org_id"
    roles_claim: str = "roles"


def key_bytes(name: str, secret: SecretStr, *, production: bool) -> bytes:
    """The key behind a setting. Raises SettingsUnsafe when it is short, and in production a default."""
    try:
        key = base64.b64decode(secret.get_secret_value(), validate=True)
    except binascii.Error as error:
        raise SettingsUnsafe(f"{name} is not base64") from error
    if len(key) != KEY_BYTES:
        raise SettingsUnsafe(f"{name} is {len(key)} bytes long, not {KEY_BYTES}")
    if production and (
        secret.get_secret_value() == DEVELOPMENT_KEY or len(set(key)) < KEY_BYTES // 4
    ):
        raise SettingsUnsafe(f"{name} is a default or guessable key, which production refuses")
    return key


def check_issuer(settings: IssuerSettings, *, production: bool) -> None:
    """Raises SettingsUnsafe for a symmetric algorithm, and in production for a plain-http issuer."""
    if settings.algorithm not in ISSUER_ALGORITHMS:
        raise SettingsUnsafe(f"issuer algorithm must be one of {sorted(ISSUER_ALGORITHMS)}")
    plain = [url for url in (settings.url, settings.jwks_url) if not url.startswith("https://")]
    if production and plain:
        raise SettingsUnsafe("issuer url and jwks_url must be https in production")
