"""Load: the request that B1 measures - a clerk takes in an elder's application for support."""

import json
import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from services.intake.service import service
from shared.service import ServiceSettings

SEED = Path(__file__).resolve().parents[2] / "deploy" / "baotou"
PATH = "/intake/v1/applications"
CLERK = {"org_id": "LA-150203", "roles": ["intake_clerk"]}
PAYLOAD: dict[str, Any] = {
    "org_id": "LA-150203",
    "channel": "WALK_IN",
    "case": {
        "kind": "civil",
        "service": "LIT",
        "stage": "FIRST",
        "cause_code": "elder_support",
        "standing": "party",
        "circumstances": [],
    },
    "applicant": {
        "name": "演示甲",
        "document_kind": "citizen_id",
        "document_number": "11010519491231002X",
        "phone": "13800001234",
        "address": "昆都仑区演示路1号",
    },
    "tags": ["ELDERLY60"],
    "household": {
        "population": "urban",
        "members": [{"relation": "self", "incomes_fen": {"pension": 62_000}}],
    },
    "opponents": [{"name": "演示乙"}],
    "materials": ["application_form", "identity_copy", "means_statement"],
    "statement": "申请人年逾七十，子女分居外地，已十四个月未给付赡养费，请求支付。",
    "signature": {"method": "paper", "signed_on": "2026-01-05"},
}


class Target:
    """The service under load and the bytes of one call of it."""

    service = service

    def settings(self, url: str, **more: Any) -> ServiceSettings:
        return service.settings(database_url=url, seed_folder=SEED, **more)

    def request(self, url: str, authorization: str) -> bytes:
        """One whole HTTP request with a key of its own."""
        body = json.dumps(PAYLOAD, ensure_ascii=False).encode()
        head = (
            f"POST {PATH} HTTP/1.1\r\nHost: {urlsplit(url).netloc}\r\n"
            f"Authorization: {authorization}\r\nIdempotency-Key: {os.urandom(16).hex()}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body
