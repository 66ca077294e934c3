"""Access tokens: what makes an Actor, and everything that must not."""

import time

import httpx
import pytest
from joserfc.jwk import ECKey, KeySet

from shared.security.key_sets import JwksKeys, SignInUnavailable
from shared.security.tokens import TokenExpired, TokenInvalid, TokenMissing, TokenVerifier
from tests.support.tokens import ISSUER, KEY, SETTINGS, bad_tokens, bearer, signed, verifier

BAD = bad_tokens()


async def test_a_good_token_makes_an_actor() -> None:
    actor = await verifier().actor(bearer())
    assert (actor.subject, actor.person_id, actor.org_id) == ("acc-1", "person-1", "LA-150203")
    assert actor.roles == {"intake_clerk"}
    assert actor.client_id is None


async def test_an_account_without_a_person_stands_for_itself() -> None:
    actor = await verifier().actor(bearer(person_id=None, org_id=None))
    assert (actor.person_id, actor.org_id) == ("acc-1", None)


async def test_a_machine_is_its_own_person() -> None:
    actor = await verifier().actor(bearer(sub="dc-a", client_id="dc-a", person_id=None))
    assert (actor.client_id, actor.person_id) == ("dc-a", "client/dc-a")


async def test_a_person_using_an_application_is_not_a_machine() -> None:
    assert (await verifier().actor(bearer(client_id="console"))).client_id is None


async def test_the_audience_may_be_one_of_several() -> None:
    assert await verifier().actor(bearer(aud=["payroll", "legalaid"]))


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused(name: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier().actor(f"Bearer {BAD[name]}")


def test_the_table_of_bad_tokens_is_long_enough() -> None:
    assert len(BAD) >= 40


@pytest.mark.parametrize("header", [None, ""])
async def test_a_request_without_a_token_says_so(header: str | None) -> None:
    with pytest.raises(TokenMissing):
        await verifier().actor(header)


@pytest.mark.parametrize("header", ["Bearer ", "Basic abc", "bearer", "Token x.y.z"])
async def test_another_scheme_is_refused(header: str) -> None:
    with pytest.raises(TokenInvalid):
        await verifier().actor(header)


async def test_an_expired_token_is_told_apart() -> None:
    with pytest.raises(TokenExpired):
        await verifier().actor(bearer(exp=int(time.time()) - 61))


async def test_a_token_lives_sixty_seconds_past_its_expiry_for_slow_clocks() -> None:
    assert await verifier().actor(bearer(exp=int(time.time()) - 30))


async def test_a_remembered_token_still_expires() -> None:
    moment = [time.time()]
    watching = verifier(lambda: moment[0])
    header = bearer()
    await watching.actor(header)
    moment[0] += 700
    with pytest.raises(TokenExpired):
        await watching.actor(header)


async def test_a_remembered_token_is_verified_again_after_ten_minutes() -> None:
    moment = [time.time()]
    keys = _CountingIssuer()
    watching = TokenVerifier(SETTINGS, keys.source(moment), unix_time=lambda: moment[0])
    header = bearer(exp=int(time.time()) + 3_600)
    await watching.actor(header)
    keys.withdrawn = True
    assert await watching.actor(header)
    moment[0] += 601
    with pytest.raises(TokenInvalid):
        await watching.actor(header)


async def test_a_thousand_made_up_key_ids_cause_one_fetch() -> None:
    keys = _CountingIssuer()
    source = keys.source([0.0])
    watching = TokenVerifier(SETTINGS, source)
    for number in range(1_000):
        with pytest.raises(TokenInvalid):
            await watching.actor("Bearer " + signed(header={"kid": f"made-up-{number}"}))
    assert keys.fetches == 1


async def test_a_new_key_is_found_half_a_minute_later() -> None:
    moment = [0.0]
    keys = _CountingIssuer(withdrawn=True)
    source = keys.source(moment)
    assert await source.key("key-1") is None
    keys.withdrawn = False
    assert await source.key("key-1") is None
    moment[0] = 31.0
    assert await source.key("key-1") is not None


async def test_an_issuer_that_is_down_is_forgiven_for_a_day() -> None:
    moment = [0.0]
    keys = _CountingIssuer()
    source = keys.source(moment)
    assert await source.key("key-1") is not None
    keys.down = True
    moment[0] = 3_600.0
    assert await source.key("key-1") is not None
    moment[0] = 25 * 3_600.0
    with pytest.raises(SignInUnavailable):
        await source.key("key-1")


@pytest.mark.parametrize("body", [b"{", b"[]", b"x" * 300_000, b'{"keys": [{"kty": "oct"}]}'])
async def test_a_broken_key_set_is_no_key_set(body: bytes) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    source = JwksKeys("https://issuer.example.test", transport=transport)
    with pytest.raises(SignInUnavailable):
        await source.key("key-1")


_NEXT_KEY = ECKey.generate_key("P-256", {"kid": "key-next"}, private=False)


class _CountingIssuer:
    """An issuer whose key can be withdrawn, and which can be down."""

    def __init__(self, *, withdrawn: bool = False) -> None:
        self.fetches = 0
        self.withdrawn = withdrawn
        self.down = False

    def source(self, moment: list[float]) -> JwksKeys:
        transport = httpx.MockTransport(self._answer)
        return JwksKeys(SETTINGS.jwks_url, transport=transport, monotonic=lambda: moment[0])

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.fetches += 1
        if self.down:
            raise httpx.ConnectError("down")
        keys = KeySet([_NEXT_KEY]) if self.withdrawn else ISSUER.keys
        return httpx.Response(200, json=keys.as_dict(private=False))


def test_the_issuer_shows_no_private_part() -> None:
    assert "d" not in ISSUER.keys.as_dict(private=False)["keys"][0]
    assert KEY.is_private
