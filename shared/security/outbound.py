"""Security: calls to addresses that somebody else has told us, never into our own network (SSRF).

The name is resolved once; the address that was judged is the address that is called, under the
name's own Host and certificate. Redirects are not followed, answers are bounded in size and time.
"""

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import httpx
from pydantic import BaseModel

from shared.security.settings import SettingsUnsafe

CONNECT_SECONDS_MAX = 2.0
CALL_SECONDS_MAX = 15.0
ANSWER_BYTES_MAX = 65_536
CONNECTIONS_MAX = 20

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

# Ways to write an IPv4 address inside an IPv6 one: judged by what they lead to.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_IPV4_BITS = (1 << 32) - 1


class CallOutcome(StrEnum):
    """What became of one call. Only ``answered`` is a success."""

    ANSWERED = "answered"  # 2xx
    REJECTED = "rejected"  # any other status
    REDIRECTED = "redirected"  # 3xx, which is not followed
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    ADDRESS_REFUSED = "address_refused"  # by us: it leads into a network that is not public
    ANSWER_TOO_LARGE = "answer_too_large"


@dataclass(frozen=True)
class Reply:
    """The outcome of a call; the answer's body is thrown away. ``retry_after``: seconds, if asked."""

    outcome: CallOutcome
    status: int | None = None
    retry_after: int | None = None


class OutboundSettings(BaseModel):
    """``test_networks``: networks that may be called although they are not public (development)."""

    test_networks: tuple[str, ...] = ()

    def networks(self, *, production: bool) -> tuple[Network, ...]:
        """Raises SettingsUnsafe in production, where no such exception exists."""
        if production and self.test_networks:
            raise SettingsUnsafe("outbound test_networks are for development only")
        return tuple(ipaddress.ip_network(one) for one in self.test_networks)


class AddressRefused(Exception):
    """The address is not public, or its name leads nowhere."""


def is_public(address: Address) -> bool:
    """Whether anybody on the internet could mean this address, disguises taken off."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = _disguised(address)
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and not address.is_reserved


def literal_of(host: str) -> Address | None:
    """The address that a host spells out; None for a name."""
    try:
        return ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None


async def resolve(host: str, port: int) -> Sequence[str]:
    """The addresses of a name, by the system's resolver. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]).partition("%")[0] for entry in found]


class PinnedTransport(httpx.AsyncBaseTransport):
    """Resolves, judges, and connects to exactly what it has judged."""

    def __init__(
        self,
        inner: httpx.AsyncBaseTransport,
        *,
        test_networks: Sequence[Network] = (),
        resolver: Resolve = resolve,
    ) -> None:
        self._inner, self._resolve = inner, resolver
        self._test_networks = tuple(test_networks)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises AddressRefused, and what the inner transport raises."""
        url = request.url
        port = url.port or (443 if url.scheme == "https" else 80)
        address = await self._judged(url, port)
        pinned = httpx.Request(
            request.method,
            url.copy_with(host=str(address)),
            headers=request.headers,  # the Host header still says the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": url.host},
        )
        return await self._inner.handle_async_request(pinned)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _judged(self, url: httpx.URL, port: int) -> Address:
        """One refused address among several refuses the name: somebody is playing with it."""
        try:
            found = [ipaddress.ip_address(one) for one in await self._resolve(url.host, port)]
        except (OSError, ValueError) as error:
            raise AddressRefused("the name leads nowhere") from error
        tested = all(self._is_test(one) for one in found)
        if not found or not (tested or all(map(is_public, found))):
            raise AddressRefused("the name leads to an address that is not public")
        if url.scheme != "https" and not tested:
            raise AddressRefused("only https leaves this house")
        return found[0]

    def _is_test(self, address: Address) -> bool:
        return any(address in network for network in self._test_networks)


def outbound_client(
    test_networks: Sequence[Network] = (), *, resolver: Resolve = resolve
) -> httpx.AsyncClient:
    """The one way out. No proxy of the environment, no redirect, no cookie jar worth stealing."""
    limits = httpx.Limits(max_connections=CONNECTIONS_MAX, max_keepalive_connections=0)
    inner = httpx.AsyncHTTPTransport(limits=limits, retries=0)
    return httpx.AsyncClient(
        transport=PinnedTransport(inner, test_networks=test_networks, resolver=resolver),
        timeout=httpx.Timeout(CALL_SECONDS_MAX, connect=CONNECT_SECONDS_MAX),
        follow_redirects=False,
        trust_env=False,
    )


async def post(
    client: httpx.AsyncClient,
    url: str,
    *,
    body: bytes,
    headers: Mapping[str, str],
    seconds_max: float = CALL_SECONDS_MAX,
) -> Reply:
    """Send ``body`` and read the answer to its end, within bounds. Never raises for the far side."""
    try:
        async with asyncio.timeout(seconds_max):
            async with client.stream("POST", url, content=body, headers=dict(headers)) as answer:
                return await _reply(answer)
    except AddressRefused:
        return Reply(CallOutcome.ADDRESS_REFUSED)
    except (TimeoutError, httpx.TimeoutException):
        return Reply(CallOutcome.TIMED_OUT)
    except (httpx.HTTPError, httpx.InvalidURL):
        return Reply(CallOutcome.UNREACHABLE)


async def _reply(answer: httpx.Response) -> Reply:
    status, retry_after = answer.status_code, _seconds(answer.headers.get("retry-after"))
    size = 0
    async for chunk in answer.aiter_raw():
        size += len(chunk)
        if size > ANSWER_BYTES_MAX:
            return Reply(CallOutcome.ANSWER_TOO_LARGE, status)
    if answer.is_success:
        return Reply(CallOutcome.ANSWERED, status)
    outcome = CallOutcome.REDIRECTED if answer.is_redirect else CallOutcome.REJECTED
    return Reply(outcome, status, retry_after)


def _seconds(header: str | None) -> int | None:
    """``Retry-After`` in seconds; a date is rare and not worth an attack surface."""
    return int(header) if header is not None and header.isascii() and header.isdigit() else None


def _disguised(address: ipaddress.IPv6Address) -> Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _IPV4_BITS)
    return None
