"""The development issuer: who gets a token, and where it will not run."""

import json
from pathlib import Path

import httpx
import pytest

from shared.security.development_issuer import (
    CLAIMS_GRANT,
    PERSONA_GRANT,
    DevelopmentIssuer,
    IssuerRefusesProduction,
    issuer_key,
)
from shared.security.key_sets import JwksKeys
from shared.security.personas import load_personas
from shared.security.settings import IssuerSettings
from shared.security.tokens import TokenVerifier

URL = "http://issuer.test/issuer"
PERSONAS = """
[clerk]
label_zh = "受理员"
roles = ["intake_clerk"]
person_id = "person-clerk"
org_id = "LA-150203"

[detention-centre]
label_zh = "看守所对接系统"
roles = ["partner"]
org_id = "DC-DEMO-A"
client_secret = "demo"
"""


@pytest.fixture
def issuer(tmp_path: Path) -> DevelopmentIssuer:
    file = tmp_path / "personas.toml"
    file.write_text(PERSONAS)
    key = issuer_key(tmp_path / "key.json")
    return DevelopmentIssuer(key, url=URL, personas=load_personas(file))


def _client(issuer: DevelopmentIssuer) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=issuer.app())
    return httpx.AsyncClient(transport=transport, base_url="http://issuer.test")


async def _ask(issuer: DevelopmentIssuer, **form: str) -> httpx.Response:
    async with _client(issuer) as client:
        return await client.post("/issuer/token", data=form)


async def _actor(issuer: DevelopmentIssuer, answer: httpx.Response):  # type: ignore[no-untyped-def]
    keys = JwksKeys(f"{URL}/jwks.json", transport=httpx.ASGITransport(app=issuer.app()))
    trusting = TokenVerifier(IssuerSettings(url=URL), keys)
    return await trusting.actor(f"Bearer {answer.json()['access_token']}")


async def test_a_persona_gets_a_token_that_the_services_believe(issuer: DevelopmentIssuer) -> None:
    actor = await _actor(issuer, await _ask(issuer, grant_type=PERSONA_GRANT, persona="clerk"))
    assert (actor.person_id, actor.org_id) == ("person-clerk", "LA-150203")
    assert actor.has("intake_clerk")


async def test_a_machine_gets_a_token_for_its_secret(issuer: DevelopmentIssuer) -> None:
    answer = await _ask(
        issuer,
        grant_type="client_credentials",
        client_id="detention-centre",
        client_secret="demo",
    )
    actor = await _actor(issuer, answer)
    assert (actor.client_id, actor.org_id) == ("detention-centre", "DC-DEMO-A")


async def test_a_test_may_ask_for_any_claims(issuer: DevelopmentIssuer) -> None:
    claims = json.dumps({"sub": "acc-9", "roles": ["auditor"]})
    actor = await _actor(issuer, await _ask(issuer, grant_type=CLAIMS_GRANT, claims=claims))
    assert actor.subject == "acc-9"


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "unsupported_grant_type"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": PERSONA_GRANT, "persona": "nobody"}, "invalid_grant"),
        ({"grant_type": PERSONA_GRANT, "persona": "detention-centre"}, "invalid_grant"),
        ({"grant_type": "client_credentials", "client_id": "clerk"}, "invalid_client"),
        (
            {
                "grant_type": "client_credentials",
                "client_id": "detention-centre",
                "client_secret": "x",
            },
            "invalid_client",
        ),
        ({"grant_type": CLAIMS_GRANT, "claims": "{"}, "invalid_request"),
        ({"grant_type": CLAIMS_GRANT, "claims": "[]"}, "invalid_request"),
        ({"grant_type": PERSONA_GRANT, "persona": "clerk", "seconds": "x"}, "invalid_request"),
        ({"grant_type": "x" * 70_000}, "invalid_request"),
    ],
)
async def test_a_wrong_request_gets_no_token(
    issuer: DevelopmentIssuer, form: dict[str, str], error: str
) -> None:
    answer = await _ask(issuer, **form)
    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert answer.json()["error_description"]


async def test_the_configuration_leads_to_keys_and_tokens(issuer: DevelopmentIssuer) -> None:
    async with _client(issuer) as client:
        found = (await client.get("/issuer/.well-known/openid-configuration")).json()
        keys = (await client.get(found["jwks_uri"])).json()
    assert found["issuer"] == URL
    assert "d" not in keys["keys"][0]


def test_the_key_outlives_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "key.json"
    assert issuer_key(file).kid == issuer_key(file).kid
    assert file.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("environment", ["production", " Production "])
def test_it_refuses_production(
    environment: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEGALAID_ENV", environment)
    with pytest.raises(IssuerRefusesProduction):
        DevelopmentIssuer(issuer_key(tmp_path / "key.json"), url=URL)
