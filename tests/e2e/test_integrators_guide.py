"""End to end: the integrators' guide, run as written against a living house, so that it cannot rot."""

import base64
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from services.intake.gateways.webhooks import WebhookCall, signed_headers
from shared.files.packages import read_package
from tests.support.embedded_process import free_port, is_up, living, wait_for
from tests.support.house import TREE

pytestmark = pytest.mark.row("I-14")
GUIDES = [TREE / "docs" / name for name in ("integrators.zh-CN.md", "integrators.md")]
SCRIPT_SECONDS_MAX = 240
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(guide: Path, language: str) -> list[str]:
    return [text for name, text in _BLOCK.findall(guide.read_text("utf-8")) if name == language]


def defined(guide: Path) -> dict[str, Any]:
    """What the Python of the guide defines."""
    names: dict[str, Any] = {}
    for block in blocks(guide, "python"):
        exec(compile(block, guide.name, "exec"), names)  # noqa: S102: our own guide
    return names


@pytest.fixture
def house_url(tmp_path: Path) -> Iterator[str]:
    port = free_port()
    with living("run", tmp_path / "house", port):
        wait_for("the house", lambda: is_up(port))
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.name)
def test_every_command_of_the_guide_works_as_written(
    guide: Path, house_url: str, tmp_path: Path
) -> None:
    script = "set -euo pipefail\n" + "\n".join(blocks(guide, "sh"))
    kept = tmp_path / "kept.jsonl"
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=TREE,
        capture_output=True,
        text=True,
        timeout=SCRIPT_SECONDS_MAX,
        env={**os.environ, "PATH": path, "LEGALAID_URL": house_url, "LEGALAID_KEEP": str(kept)},
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert '"refused": []' in done.stdout
    assert '"canceled"' in done.stdout
    assert "lawyer.assigned" in kept.read_text(encoding="utf-8")


@pytest.mark.parametrize("guide", GUIDES, ids=lambda file: file.name)
def test_the_verification_of_the_guide_agrees_with_what_we_send(guide: Path) -> None:
    secret = "whsec_" + base64.b64encode(bytes(range(32))).decode()
    other = "whsec_" + base64.b64encode(bytes(32)).decode()
    call = WebhookCall(
        message_id=uuid4(), url="https://x", secrets=[other, secret], body=b'{"a":1}'
    )
    headers = signed_headers(call, now=datetime.now(UTC))
    verified = defined(guide)["verified"]
    assert verified(secret, headers, call.body)
    assert not verified(secret, headers, b'{"a":2}')
    late = {**headers, "webhook-timestamp": str(int(time.time()) - 301)}
    assert not verified(secret, late, call.body)


def test_the_package_of_the_guide_is_one_that_we_read() -> None:
    key = Ed25519PrivateKey.generate()
    made = defined(GUIDES[0])["package"](key, "R-1", "receipt", [{"message_id": str(uuid4())}])
    opened = read_package(base64.b64decode(made), key.public_key())
    assert (opened.manifest["kind"], len(opened.items)) == ("receipt", 1)
