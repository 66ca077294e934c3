"""Load: the calls that are measured, each with its bar and the bytes that go over the line."""

import itertools
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from tests.support.intake_bodies import duty_request, elder_application
from tests.support.tokens import bearer

SEED = Path(__file__).resolve().parents[2] / "deploy" / "baotou"
AGENCY, ORGAN = "LA-150203", "DC-DEMO-A"
CLERKS = 64  # readers whose reads are noted on chains of their own, as in an office
PAGE_ROWS = 50
NAME_HEADER = "X-Bench"


@dataclass(frozen=True)
class Call:
    """One HTTP call, not yet bytes."""

    method: str
    path: str
    claims: Mapping[str, Any]
    body: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Work:
    """What one bar measures. ``call`` makes the next call, given an application to look at."""

    name: str
    bar: str
    what: str
    call: Callable[[UUID], Call]
    rate: float
    cpu: float | None = None


def file_application(_: UUID | None) -> Call:
    body = elder_application(owner_subject=None)
    return Call("POST", "/intake/v1/applications", _clerk(0), body)


def _push_duty_request(_: UUID) -> Call:
    organ = {"sub": "dc", "person_id": "client/dc", "org_id": ORGAN, "roles": ["partner"]}
    persons = [{"name": "演示甲某", "custody_no": "DEMO-1"}]
    body = duty_request(reference=os.urandom(8).hex(), persons=persons)
    return Call("POST", "/intake/v1/duty-requests", organ, body)


def _read_application(application_id: UUID) -> Call:
    return Call("GET", f"/intake/v1/applications/{application_id}", _clerk(next(_turns)))


def _list_applications(_: UUID) -> Call:
    return Call("GET", f"/intake/v1/applications?limit={PAGE_ROWS}", _clerk(0))


WORKS = (
    Work("write", "B1", "a clerk takes in an application", file_application, 0.50, 2.0),
    Work("light", "B1", "a detention center asks for a lawyer", _push_duty_request, 0.50, 2.0),
    Work("read", "B2", "an application by id, masked, the read noted", _read_application, 0.50),
    Work("list", "B3", f"a page of {PAGE_ROWS} applications", _list_applications, 0.50),
)


def in_bytes(name: str, call: Call, netloc: str) -> bytes:
    """One whole HTTP request with a key of its own."""
    body = json.dumps(call.body, ensure_ascii=False).encode() if call.body else b""
    lines = [f"{call.method} {call.path} HTTP/1.1", f"Host: {netloc}"]
    lines += [f"{header}: {value}" for header, value in headers(name, call).items()]
    lines += [f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


def headers(name: str, call: Call) -> dict[str, str]:
    found = {NAME_HEADER: name, "Authorization": _authorization(json.dumps(call.claims))}
    if call.body is not None:
        found |= {"Content-Type": "application/json", "Idempotency-Key": os.urandom(16).hex()}
    return found


@cache
def _authorization(claims: str) -> str:
    return bearer(**json.loads(claims))


def _clerk(number: int) -> dict[str, Any]:
    name = f"clerk-{number % CLERKS}"
    return {"sub": name, "person_id": name, "org_id": AGENCY, "roles": ["intake_clerk"]}


_turns = itertools.count()
