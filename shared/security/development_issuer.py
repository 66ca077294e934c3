"""Security: an issuer for developers, demos and tests. It asks for no password, so it refuses production."""

import argparse
import hmac
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from uuid import uuid4

import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from shared.security.personas import Persona, find_persona, load_personas

TOKEN_SECONDS = 12 * 3600
TOKEN_SECONDS_MAX = 30 * 86_400
FORM_BYTES_MAX = 64 * 1024
PERSONA_GRANT = "urn:legalaid:persona"  # grant_type; field persona=<name>
CLAIMS_GRANT = "urn:legalaid:claims"  # grant_type; field claims=<JSON object>, for tests
ALGORITHM = "ES256"
ENVIRONMENT = "LEGALAID_ENV"
_KEY_FILE_MODE = 0o600


class IssuerRefusesProduction(Exception):
    """Whoever reaches this issuer becomes anybody, so it never runs in production."""


class _GrantRefused(Exception):
    """An OAuth error code (RFC 6749 5.2), told with what to do about it."""


_ADVICE = {
    "invalid_request": "send grant_type and the fields that it needs as a form",
    "invalid_grant": "no such persona: the names are in the personas file and on the front page",
    "invalid_client": "no such client_id, or another client_secret",
    "unsupported_grant_type": f"use client_credentials or {PERSONA_GRANT}",
}


class DevelopmentIssuer:
    """Signs access tokens for personas, for machine clients, and for whatever a test asks."""

    def __init__(
        self,
        key: ECKey,
        *,
        url: str,
        audience: str = "legalaid",
        personas: Mapping[str, Persona] | None = None,
    ) -> None:
        """Raises IssuerRefusesProduction."""
        if os.environ.get(ENVIRONMENT, "").strip().lower() == "production":
            raise IssuerRefusesProduction(f"{ENVIRONMENT}=production: use a real identity provider")
        self.url = url
        self.audience = audience
        self.personas = dict(personas or {})
        self._key = key
        self.keys = KeySet([ECKey.import_key(key.as_dict(private=False))])

    def token(self, claims: Mapping[str, Any], *, seconds: int = TOKEN_SECONDS) -> str:
        """An access token over ``claims``; they win over the issuer's own (a test's bad token)."""
        now = int(time.time())
        own = {"iss": self.url, "aud": self.audience, "iat": now, "nbf": now, "exp": now + seconds}
        header = {"alg": ALGORITHM, "typ": "at+jwt", "kid": self._key.kid}
        return jwt.encode(header, {**own, "jti": uuid4().hex, **claims}, self._key)

    def persona_token(self, name: str) -> str:
        """Raises KeyError for an unknown persona."""
        persona = find_persona(self.personas, name)
        if persona is None:
            raise KeyError(name)
        return self.token(persona.claims())

    def app(self, prefix: str = "/issuer") -> Starlette:
        """The issuer as an ASGI app, its paths under ``prefix``."""
        return Starlette(
            routes=[
                Route(f"{prefix}/.well-known/openid-configuration", self._configuration),
                Route(f"{prefix}/jwks.json", self._jwks),
                Route(f"{prefix}/token", self._token, methods=["POST"]),
            ]
        )

    async def _configuration(self, request: Request) -> JSONResponse:
        return JSONResponse(
            {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/jwks.json",
                "token_endpoint": f"{self.url}/token",
                "grant_types_supported": ["client_credentials", PERSONA_GRANT, CLAIMS_GRANT],
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
                "personas": sorted(self.personas),
            }
        )

    async def _jwks(self, request: Request) -> JSONResponse:
        return JSONResponse(self.keys.as_dict(private=False))

    async def _token(self, request: Request) -> JSONResponse:
        try:
            form = await _form(request)
            claims = self._granted(form)
            seconds = min(int(form.get("seconds", TOKEN_SECONDS)), TOKEN_SECONDS_MAX)
        except _GrantRefused as refusal:
            return _error(str(refusal))
        except ValueError:
            return _error("invalid_request")
        return JSONResponse(
            {
                "access_token": self.token(claims, seconds=seconds),
                "token_type": "Bearer",
                "expires_in": seconds,
            },
            headers={"Cache-Control": "no-store"},
        )

    def _granted(self, form: Mapping[str, str]) -> dict[str, Any]:
        grant = form.get("grant_type")
        if grant == PERSONA_GRANT:
            return self._persona(form.get("persona", "")).claims()
        if grant == "client_credentials":
            return self._machine(form).claims()
        if grant == CLAIMS_GRANT:
            claims = json.loads(form.get("claims", ""))
            if isinstance(claims, dict):
                return claims
            raise _GrantRefused("invalid_request")
        raise _GrantRefused("unsupported_grant_type")

    def _persona(self, name: str) -> Persona:
        persona = find_persona(self.personas, name)
        if persona is None or persona.client_secret is not None:
            raise _GrantRefused("invalid_grant")
        return persona

    def _machine(self, form: Mapping[str, str]) -> Persona:
        for persona in self.personas.values():
            if persona.subject == form.get("client_id") and persona.client_secret is not None:
                given = form.get("client_secret", "").encode()
                if hmac.compare_digest(given, persona.client_secret.encode()):
                    return persona
        raise _GrantRefused("invalid_client")


def _error(code: str) -> JSONResponse:
    return JSONResponse({"error": code, "error_description": _ADVICE[code]}, status_code=400)


def issuer_key(file: Path) -> ECKey:
    """The signing key kept in ``file``, made on first use, so that tokens outlive a restart."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        made = ECKey.generate_key("P-256", {"use": "sig", "kid": uuid4().hex}, private=True)
        draft = file.with_suffix(".draft")
        draft.touch(mode=_KEY_FILE_MODE)
        draft.write_text(json.dumps(made.as_dict(private=True)))
        draft.replace(file)
    return ECKey.import_key(json.loads(file.read_text()))


async def _form(request: Request) -> dict[str, str]:
    """The last value of each field. Raises _GrantRefused for a body that is too large."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            raise _GrantRefused("invalid_request")
    return {name: values[-1] for name, values in parse_qs(body.decode()).items()}


def main() -> None:
    """``python -m shared.security.development_issuer``: serve until interrupted."""
    parser = argparse.ArgumentParser(description="Development issuer: never for production.")
    parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 inside a container")
    parser.add_argument("--port", type=int, default=8010)
    parser.add_argument("--key-file", type=Path, default=Path("var/issuer/key.json"))
    parser.add_argument("--personas", type=Path, default=Path("deploy/baotou/personas.toml"))
    parser.add_argument("--url", help="the issuer's name in tokens, when not the address served")
    options = parser.parse_args()
    issuer = DevelopmentIssuer(
        issuer_key(options.key_file),
        url=options.url or f"http://127.0.0.1:{options.port}/issuer",
        personas=load_personas(options.personas),
    )
    uvicorn.run(issuer.app(), host=options.host, port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
