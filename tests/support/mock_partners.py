"""Support: partners of every kind - a system that is called, one that polls, one without a wire."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from standardwebhooks import Webhook, WebhookVerificationError

from services.intake.gateways.webhooks import HttpWebhooks, WebhookCall
from services.intake.rounds.courier import Courier
from shared.files.packages import read_package, write_package
from shared.security.outbound import Reply, outbound_client
from tests.support.intake_house import IntakeHouse

PARTNER_HOST = "hooks.partner.test"
LOOPBACK = [ip_network("127.0.0.0/8")]


@dataclass
class WebhookReceiver:
    """A partner's own server on loopback. ``says``: its next answers as (status, headers); then 204."""

    port: int = 0
    secrets: list[str] = field(default_factory=list)  # any of them verifies, as while one is turned
    says: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    took: list[dict[str, Any]] = field(default_factory=list)
    seen_ids: list[str] = field(default_factory=list)
    forged: int = 0

    @property
    def url(self) -> str:
        return f"http://{PARTNER_HOST}:{self.port}/legalaid"

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["WebhookReceiver"]:
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield self

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        lines = (line.partition(": ") for line in head.split("\r\n")[1:] if line)
        headers = {name.lower(): value for name, _, value in lines}
        body = await reader.readexactly(int(headers["content-length"]))
        status, more = self._judged(headers, body)
        extra = "".join(f"{name}: {value}\r\n" for name, value in more.items())
        writer.write(f"HTTP/1.1 {status} -\r\nContent-Length: 0\r\n{extra}\r\n".encode())
        writer.close()

    def _judged(self, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str]]:
        if not any(_verifies(secret, headers, body) for secret in self.secrets):
            self.forged += 1
            return 401, {}
        self.seen_ids.append(headers["webhook-id"])
        if self.says:
            return self.says.pop(0)
        self.took.append(json.loads(body))
        return 204, {}


def _verifies(secret: str, headers: dict[str, str], body: bytes) -> bool:
    try:
        Webhook(secret).verify(body, headers)
    except WebhookVerificationError:
        return False
    return True


class FakeWebhooks:
    """The gateway's fake: takes every call, and says what it was told to say."""

    def __init__(self, *replies: Reply) -> None:
        self.calls: list[WebhookCall] = []
        self._replies = list(replies)

    async def call(self, call: WebhookCall) -> Reply:
        self.calls.append(call)
        return self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]


async def leads_to_loopback(host: str, port: int) -> Sequence[str]:
    """The resolver of these tests: every partner lives on this machine."""
    return ["127.0.0.1"]


@asynccontextmanager
async def courier(house: IntakeHouse) -> AsyncIterator[Courier]:
    """What the worker runs, allowed to call partners on loopback."""
    async with outbound_client(LOOPBACK, resolver=leads_to_loopback) as client:
        yield Courier(house.running.transactions, HttpWebhooks(client))


@dataclass
class Poller:
    """A partner's system that pulls its feed page by page and acknowledges what it has kept."""

    house: IntakeHouse
    person: str
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)

    async def poll(self, *, limit: int = 2) -> int:
        """One pass from the beginning. Returns how many messages were new."""
        before, cursor = len(self.kept), ""
        while True:
            path = f"/partner-messages?state=pending&limit={limit}{cursor}"
            page = await self.house.get(self.person, path)
            self.kept |= {one["id"]: one for one in page["items"]}
            if page["next_cursor"] is None:
                break
            cursor = f"&cursor={page['next_cursor']}"
        if self.kept:
            ids = {"message_ids": list(self.kept)}
            path = "/partner-messages/acknowledgments"
            await self.house.post(self.person, path, ids, status=200)
        return len(self.kept) - before


class FileExchange:
    """A partner's folder behind its gap: what an officer carried in, and what goes back out."""

    def __init__(self, folder: Path, partner_org_id: str, agency_org_id: str) -> None:
        self._folder, self._partner, self._agency = folder, partner_org_id, agency_org_id
        self._key = Ed25519PrivateKey.generate()
        self.house_key = ""  # compared by telephone once
        self.kept: dict[str, dict[str, Any]] = {}

    @property
    def public_key(self) -> str:
        return base64.b64encode(self._key.public_key().public_bytes_raw()).decode()

    def take(self, package: bytes) -> None:
        """Keep what is signed by the house; anything else raises."""
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(self.house_key))
        opened = read_package(package, key)
        (self._folder / f"{opened.manifest['package_no']}.zip").write_bytes(package)
        for item in map(json.loads, opened.items):
            self.kept[item["id"]] = item

    def receipt(self, number: str) -> str:
        """A receipt for everything that has been kept, as base64."""
        return self._package(number, "receipt", [{"message_id": one} for one in self.kept])

    def pushes(self, number: str, items: Sequence[Any]) -> str:
        return self._package(number, "pushes", items)

    def _package(self, number: str, kind: str, items: Sequence[Any]) -> str:
        manifest = {"package_no": number, "kind": kind, "from": self._partner, "to": self._agency}
        content = write_package(manifest, [json.dumps(one).encode() for one in items], self._key)
        (self._folder / f"{number}.zip").write_bytes(content)
        return base64.b64encode(content).decode()
