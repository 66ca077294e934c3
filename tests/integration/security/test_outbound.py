"""Calls to addresses that others told us: never into our own network, never longer than allowed."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Sequence

import httpx
import pytest

from shared.security import outbound
from shared.security.outbound import (
    CallOutcome,
    OutboundSettings,
    PinnedTransport,
    is_public,
    outbound_client,
    post,
)
from shared.security.settings import SettingsUnsafe

LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]
PUBLIC = "93.184.215.14"


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1",
        "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
    ],
)  # fmt: skip
def test_an_address_that_is_not_public_is_known_in_every_disguise(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700:4700::1111", f"::ffff:{PUBLIC}"])
def test_a_public_address_is_let_through(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


class Far(httpx.AsyncBaseTransport):
    """Notes what would have been connected to."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(204, stream=httpx.ByteStream(b""))


class Names:
    """A resolver whose answer changes from one question to the next."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)
        self.asked = 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self._answers[min(self.asked, len(self._answers)) - 1]


async def called(url: str, names: Names, far: Far) -> CallOutcome:
    transport = PinnedTransport(far, resolver=names)
    async with httpx.AsyncClient(transport=transport) as client:
        return (await post(client, url, body=b"{}", headers={})).outcome


async def test_the_judged_address_is_the_one_that_is_called_under_the_names_own_host() -> None:
    far, names = Far(), Names([PUBLIC], ["127.0.0.1"])
    assert await called("https://partner.example/hook", names, far) is CallOutcome.ANSWERED
    (request,) = far.requests
    assert names.asked == 1, "no second look-up that could say something else"
    assert request.url.host == PUBLIC
    assert request.headers["host"] == "partner.example"
    assert request.extensions["sni_hostname"] == "partner.example"


@pytest.mark.parametrize(
    ("url", "addresses"),
    [
        ("https://partner.example/hook", ["127.0.0.1"]),
        ("https://partner.example/hook", [PUBLIC, "10.0.0.7"]),
        ("https://partner.example/hook", ["::ffff:169.254.169.254"]),
        ("https://partner.example/hook", []),
        ("http://partner.example/hook", [PUBLIC]),
    ],
)
async def test_a_name_that_leads_inside_or_nowhere_is_not_called(
    url: str, addresses: list[str]
) -> None:
    far = Far()
    assert await called(url, Names(addresses), far) is CallOutcome.ADDRESS_REFUSED
    assert far.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost"])
async def test_spellings_of_this_machine_are_refused_by_the_real_resolver(host: str) -> None:
    async with outbound_client() as client:
        reply = await post(client, f"https://{host}/", body=b"", headers={})
    assert reply.outcome in (CallOutcome.ADDRESS_REFUSED, CallOutcome.UNREACHABLE)
    assert reply.status is None


@pytest.fixture
async def receiver() -> AsyncIterator[str]:
    """A server on loopback: ``/large`` never ends, ``/slow`` never answers, ``/away`` redirects."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).split()[1].decode()
        if path == "/slow":
            await asyncio.sleep(5)
        head = {"/away": b"302 Found\r\nLocation: http://127.0.0.1:1/"}.get(path, b"200 OK")
        size = outbound.ANSWER_BYTES_MAX * 4 if path == "/large" else 2
        writer.write(b"HTTP/1.1 " + head + f"\r\nContent-Length: {size}\r\n\r\n".encode())
        writer.write(b"x" * size)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("path", "outcome"),
    [
        ("/", CallOutcome.ANSWERED),
        ("/away", CallOutcome.REDIRECTED),
        ("/large", CallOutcome.ANSWER_TOO_LARGE),
        ("/slow", CallOutcome.TIMED_OUT),
    ],
)
async def test_an_answer_is_bounded_and_a_redirect_is_not_followed(
    receiver: str, path: str, outcome: CallOutcome
) -> None:
    async with outbound_client(LOOPBACK) as client:
        reply = await post(client, receiver + path, body=b"{}", headers={}, seconds_max=0.5)
    assert reply.outcome is outcome


async def test_a_test_network_must_be_named_and_never_in_production(receiver: str) -> None:
    async with outbound_client() as client:
        reply = await post(client, receiver, body=b"{}", headers={})
    assert reply.outcome is CallOutcome.ADDRESS_REFUSED
    named = OutboundSettings(test_networks=("127.0.0.0/8",))
    assert named.networks(production=False)
    with pytest.raises(SettingsUnsafe):
        named.networks(production=True)
    assert OutboundSettings().networks(production=True) == ()
