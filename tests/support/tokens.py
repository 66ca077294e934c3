"""Support: a trusted issuer, a forger who is not, and the table of tokens nobody may believe."""

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, RSAKey

from shared.security.development_issuer import ALGORITHM, DevelopmentIssuer
from shared.security.key_sets import FixedKeys
from shared.security.settings import IssuerSettings
from shared.security.tokens import TokenVerifier

ISSUER_URL = "https://issuer.example.test/issuer"
PERSON = {
    "sub": "acc-1",
    "person_id": "person-1",
    "org_id": "LA-150203",
    "roles": ["intake_clerk"],
}
KEY = ECKey.generate_key("P-256", {"use": "sig", "kid": "key-1"}, private=True)
STRANGER_KEY = ECKey.generate_key("P-256", {"use": "sig", "kid": "key-1"}, private=True)
RSA_KEY = RSAKey.generate_key(2048, {"use": "sig", "kid": "key-rsa"}, private=True)

ISSUER = DevelopmentIssuer(KEY, url=ISSUER_URL)
SETTINGS = IssuerSettings(url=ISSUER_URL, jwks_url=f"{ISSUER_URL}/jwks.json")


def verifier(unix_time: Callable[[], float] = time.time) -> TokenVerifier:
    keys = KeySet([KEY, RSAKey.import_key(RSA_KEY.as_dict(private=False))])
    return TokenVerifier(SETTINGS, FixedKeys(keys), unix_time=unix_time)


def bearer(**claims: Any) -> str:
    """An ``Authorization`` header of the trusted issuer; a claim given as None is left out."""
    return "Bearer " + signed(claims=claims)


def signed(
    *,
    claims: Mapping[str, Any] | None = None,
    header: Mapping[str, Any] | None = None,
    key: ECKey = KEY,
) -> str:
    """A token signed by ``key``; claims and header fields given as None are left out."""
    now = int(time.time())
    body = {"iss": ISSUER_URL, "aud": "legalaid", "iat": now, "nbf": now, "exp": now + 600}
    merged = {**body, "jti": uuid4().hex, **PERSON, **(claims or {})}
    top = {"alg": ALGORITHM, "typ": "at+jwt", "kid": "key-1", **(header or {})}
    return jwt.encode(_present(top), _present(merged), key)


def bad_tokens() -> dict[str, str]:
    """Every way of lying that we thought of, by name. None of them is expired."""
    now = int(time.time())
    good = signed()
    head, body, signature = good.split(".")
    return {
        **_bad_shapes(good, head, body, signature),
        **_bad_signatures(body),
        **_bad_headers(),
        "issuer missing": signed(claims={"iss": None}),
        "issuer of another house": signed(claims={"iss": "https://other.example.test"}),
        "issuer that only begins alike": signed(claims={"iss": ISSUER_URL + ".evil.test"}),
        "issuer that is a prefix": signed(claims={"iss": ISSUER_URL[:-3]}),
        "issuer in a list": signed(claims={"iss": [ISSUER_URL]}),
        "audience missing": signed(claims={"aud": None}),
        "audience of another service": signed(claims={"aud": "payroll"}),
        "audience containing ours as text": signed(claims={"aud": "not-legalaid-at-all"}),
        "audience list without us": signed(claims={"aud": ["payroll", "legalaid2"]}),
        "audience as an object": signed(claims={"aud": {"legalaid": True}}),
        "expiry missing": signed(claims={"exp": None}),
        "expiry as text": signed(claims={"exp": str(now + 600)}),
        "expiry without end": signed(claims={"exp": float("inf")}),
        "expiry beyond any number": signed(claims={"exp": 10**400}),
        "expiry true": signed(claims={"exp": True}),
        "issue moment missing": signed(claims={"iat": None}),
        "issued in the future": signed(claims={"iat": now + 600}),
        "not valid yet": signed(claims={"nbf": now + 600}),
        "validity start as text": signed(claims={"nbf": "soon"}),
        "subject missing": signed(claims={"sub": None}),
        "subject empty": signed(claims={"sub": ""}),
        "subject as a number": signed(claims={"sub": 7}),
        "subject with a line break": signed(claims={"sub": "a\nb"}),
        "subject of the system itself": signed(claims={"sub": "system/intake"}),
        "roles as one text": signed(claims={"roles": "auditor"}),
        "roles that are not texts": signed(claims={"roles": [1]}),
        "roles without end": signed(claims={"roles": ["applicant"] * 65}),
        "role of the system itself": signed(claims={"roles": ["system"]}),
        "organization as a list": signed(claims={"org_id": ["LA-150203"]}),
        "person as an object": signed(claims={"person_id": {}}),
        "client as a list": signed(claims={"client_id": ["dc"]}),
    }


def _bad_shapes(good: str, head: str, body: str, signature: str) -> dict[str, str]:
    return {
        "one word": "nonsense",
        "two parts": f"{head}.{body}",
        "four parts": f"{good}.{signature}",
        "signature cut off": f"{head}.{body}.",
        "payload of another token": f"{head}.{signed(claims={'sub': 'x'}).split('.')[1]}.{signature}",
        "header that is not JSON": f"{_part(b'{')}.{body}.{signature}",
        "header that is a list": f"{_part(b'[]')}.{body}.{signature}",
        "header nested without end": f"{_part(b'[' * 3_000)}.{body}.{signature}",
        "payload that is a list": jws.serialize_compact(_header(), b"[]", KEY, [ALGORITHM]),
        "payload that is not JSON": jws.serialize_compact(_header(), b"{", KEY, [ALGORITHM]),
        "a token within a token": jws.serialize_compact(_header(), good, KEY, [ALGORITHM]),
        "too large": signed(claims={"filler": "x" * 9_000}),
        "characters outside ASCII": good + "假",
    }


def _bad_signatures(body: str) -> dict[str, str]:
    public = json.dumps(KEY.as_dict(private=False)).encode()
    secret = OctKey.import_key(public)
    mac = jws.serialize_compact({**_header(), "alg": "HS256"}, _unpart(body), secret, ["HS256"])
    rsa = {**_header(), "alg": "RS256", "kid": "key-rsa"}
    return {
        "no algorithm at all": f"{_part(json.dumps({**_header(), 'alg': 'none'}).encode())}.{body}.",
        "public key used as a secret": mac,
        "another algorithm of the same issuer": jws.serialize_compact(
            rsa, _unpart(body), RSA_KEY, ["RS256"]
        ),
        "a stranger's key under our key id": signed(key=STRANGER_KEY),
    }


def _bad_headers() -> dict[str, str]:
    own = {"jwk": STRANGER_KEY.as_dict(private=False)}
    return {
        "identity token": signed(header={"typ": "JWT"}),
        "type missing": signed(header={"typ": None}),
        "key id missing": signed(header={"kid": None}),
        "key id unknown": signed(header={"kid": "key-2"}),
        "key id as a path": signed(header={"kid": "../../etc/passwd"}),
        "key id as a query": signed(header={"kid": "' or 1=1 --"}),
        "key id as an object": _raw_header({"kid": {}}),
        "critical extension": _raw_header({"crit": ["exp"], "exp": 1}),
        "unencoded payload": _raw_header({"b64": False}),
        "its own key in the header": signed(header=own, key=STRANGER_KEY),
        "its own key address": signed(header={"jku": "https://evil.test/jwks"}, key=STRANGER_KEY),
    }


def _raw_header(extra: Mapping[str, Any]) -> str:
    """A good token whose header is replaced: only the early header checks can catch it."""
    _, body, signature = signed().split(".")
    return f"{_part(json.dumps({**_header(), **extra}).encode())}.{body}.{signature}"


def _header() -> dict[str, Any]:
    return {"alg": ALGORITHM, "typ": "at+jwt", "kid": "key-1"}


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _part(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _unpart(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
