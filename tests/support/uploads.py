"""Support: uploads as a client makes them, and what lies in the store."""

import base64
import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
from sqlalchemy import select

from shared.db.file_tables import file_hold, stored_file
from tests.support.file_samples import WORD
from tests.support.intake_house import BASE, PEOPLE, IntakeHouse
from tests.support.tokens import bearer


def stored_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


def declared(content: bytes, name: str = "工资条.pdf", **changes: Any) -> dict[str, Any]:
    kinds = {"pdf": "application/pdf", "jpg": "image/jpeg", "docx": WORD, "txt": "text/plain"}
    kind = kinds.get(name.rpartition(".")[2], "application/octet-stream")
    digest = hashlib.sha256(content).hexdigest()
    return {"name": name, "media_type": kind, "bytes": len(content), "sha256": digest, **changes}


async def piece(
    house: IntakeHouse,
    person: str,
    upload_id: str,
    content: bytes | AsyncIterator[bytes],
    *,
    offset: int,
    last: bool = False,
) -> httpx.Response:
    headers = {"upload-offset": str(offset), "upload-complete": "?1" if last else "?0"}
    return await sent(house, "PATCH", person, f"/uploads/{upload_id}", content, headers)


async def sent(
    house: IntakeHouse,
    method: str,
    person: str,
    path: str,
    content: bytes | AsyncIterator[bytes],
    headers: dict[str, str],
) -> httpx.Response:
    token = bearer(sub=person, person_id=f"person-{person}", **PEOPLE[person])
    headers = {**headers, "authorization": token}
    return await house.client.request(method, BASE + path, content=content, headers=headers)


def direct_headers(content: bytes, name: str, media_type: str) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {
        "content-type": media_type,
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "content-digest": f"sha-256=:{digest}:",
    }


async def uploaded(house: IntakeHouse, person: str, content: bytes, **changes: Any) -> Any:
    """A complete upload, in one piece."""
    upload = await house.post(person, "/uploads", declared(content, **changes))
    answer = await piece(house, person, upload["id"], content, offset=0, last=True)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def nothing_is_left(house: IntakeHouse, folder: Path) -> bool:
    rows = await house.rows(select(stored_file)) + await house.rows(select(file_hold))
    return not rows and not stored_in(folder)
