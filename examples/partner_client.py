"""Example: a partner's client in one file - token, pushes, batch, status, pull feed. Needs httpx only.

Read it, copy it, or run it:  python examples/partner_client.py --help
"""

import argparse
import hashlib
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import httpx

TRIES_MAX = 5
PAUSE_SECONDS = 1.0
PAUSE_SECONDS_MAX = 60.0
BATCH_WAIT_SECONDS_MAX = 300.0
PAGE = 100
WORTH_ANOTHER_TRY = {408, 425, 429, 500, 502, 503, 504}
PATHS = {"notice": "notices", "duty-request": "duty-requests", "update": "organ-updates"}


class PartnerClient:
    """Speaks for one organization. Every call may be repeated: the same content has the same key."""

    def __init__(self, url: str, token_url: str, client_id: str, client_secret: str) -> None:
        self._http = httpx.Client(base_url=f"{url}/intake", timeout=30.0, trust_env=False)
        self._token_url, self._token = token_url, ""
        self._credentials = {"client_id": client_id, "client_secret": client_secret}

    def token(self) -> str:
        """OAuth2 client credentials."""
        form = {"grant_type": "client_credentials", **self._credentials}
        answer = self._http.post(self._token_url, data=form)
        answer.raise_for_status()
        self._token = answer.json()["access_token"]
        return self._token

    def get(self, path: str, **query: Any) -> Any:
        return self._send("GET", path, params=query)

    def post(self, path: str, body: Any) -> Any:
        content = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
        key = hashlib.sha256(path.encode() + content).hexdigest()
        headers = {"Idempotency-Key": key, "Content-Type": "application/json"}
        return self._send("POST", path, content=content, headers=headers)

    def _send(self, method: str, path: str, **request: Any) -> Any:
        """Again after a lost answer or a busy house, after a pause that doubles, five times at most."""
        for number in range(TRIES_MAX):
            headers = request.pop("headers", {}) | {
                "Authorization": f"Bearer {self._token or self.token()}"
            }
            request["headers"] = headers
            pause = min(PAUSE_SECONDS * 2**number, PAUSE_SECONDS_MAX)
            try:
                answer = self._http.request(method, path, **request)
            except httpx.TransportError:
                time.sleep(pause)
                continue
            if answer.status_code == 401:
                self.token()
            elif answer.status_code in WORTH_ANOTHER_TRY:
                time.sleep(float(answer.headers.get("Retry-After", pause)))
            else:
                return _understood(answer)
        raise SystemExit("the house did not answer; run the same command again later")

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every page of a list."""
        items, cursor = [], {}
        while True:
            page = self.get(path, limit=PAGE, **query, **cursor)
            items += page["items"]
            if page["next_cursor"] is None:
                return items
            cursor = {"cursor": page["next_cursor"]}


def _understood(answer: httpx.Response) -> Any:
    """The answer, or the problem as it is told: its code, and what to do."""
    body = answer.json() if answer.content else None
    if answer.is_success:
        return body
    sys.exit(f"{answer.status_code} {json.dumps(body, ensure_ascii=False, indent=1)}")


def push(client: PartnerClient, words: argparse.Namespace) -> Any:
    body = json.loads(Path(words.file).read_text(encoding="utf-8"))
    body |= dict(one.split("=", 1) for one in words.set)
    return client.post(f"v1/{PATHS[words.kind]}", body)


def batch(client: PartnerClient, words: argparse.Namespace) -> Any:
    """The same paper many times under many references: what a real batch is in its shape."""
    paper = json.loads(Path(words.file).read_text(encoding="utf-8"))
    contents = [
        paper | {"reference": f"{paper['reference']}-{number:04d}"}
        for number in range(words.copies)
    ]
    kind = words.kind.replace("-", "_")
    items = [{"kind": kind, "content": one} for one in contents]
    receipt = client.post("v1/partner-batches", {"items": items})
    path, deadline = (
        f"v1/partner-batches/{receipt['id']}",
        time.monotonic() + BATCH_WAIT_SECONDS_MAX,
    )
    while (state := client.get(path))["finished_at"] is None and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)
    refused = client.all(f"{path}/items", state="refused")
    return {"batch": state, "refused": refused}


def status(client: PartnerClient, words: argparse.Namespace) -> Any:
    return client.all(f"v1/{PATHS[words.kind]}", reference=words.reference)


def cancel(client: PartnerClient, words: argparse.Namespace) -> Any:
    (request,) = status(client, words)
    path = f"v1/{PATHS[words.kind]}/{request['id']}/cancellation"
    return client.post(path, {"reason_code": words.reason})


def pull(client: PartnerClient, words: argparse.Namespace) -> Any:
    """Keep first, acknowledge afterwards: what is not acknowledged comes again."""
    messages = client.all("v1/partner-messages", state="pending")
    with Path(words.keep).open("a", encoding="utf-8") as kept:
        kept.writelines(json.dumps(one, ensure_ascii=False) + "\n" for one in messages)
    for start in range(0, len(messages), PAGE):
        ids = [one["id"] for one in messages[start : start + PAGE]]
        client.post("v1/partner-messages/acknowledgments", {"message_ids": ids})
    return [(one["type"], one["reference"]) for one in messages]


def sample(client: PartnerClient, words: argparse.Namespace) -> Any:
    return client.post(
        "v1/partner-messages/samples", {"type": words.type, "reference": words.reference}
    )


def explain(client: PartnerClient, words: argparse.Namespace) -> Any:
    return client.get(f"problems/{words.code}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    for act, arguments in {
        push: ["kind", "file"],
        batch: ["kind", "file"],
        status: ["kind", "reference"],
        cancel: ["kind", "reference"],
        pull: [],
        sample: ["type", "reference"],
        explain: ["code"],
    }.items():
        command = commands.add_parser(act.__name__, help=act.__doc__)
        command.set_defaults(act=act)
        for name in arguments:
            command.add_argument(name, choices=sorted(PATHS) if name == "kind" else None)
        if act is push:
            command.add_argument("--set", action="append", default=[], metavar="FIELD=TEXT")
        if act is batch:
            command.add_argument("--copies", type=int, default=10)
        if act is cancel:
            command.add_argument("--reason", default="SENT_IN_ERROR")
        if act is pull:
            command.add_argument("--keep", default="messages.jsonl")
    words = parser.parse_args()
    url = os.environ.get("LEGALAID_URL", "http://127.0.0.1:8000")
    client = PartnerClient(
        url,
        os.environ.get("LEGALAID_TOKEN_URL", f"{url}/issuer/token"),
        os.environ["LEGALAID_CLIENT_ID"],
        os.environ["LEGALAID_CLIENT_SECRET"],
    )
    print(json.dumps(words.act(client, words), ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
