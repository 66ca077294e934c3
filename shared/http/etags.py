"""HTTP: strong entity tags from the aggregate's version, and what If-None-Match does with them."""

from typing import Any

from pydantic import BaseModel

TAG_CHARS_MAX = 1_000


def tag_of(answer: Any) -> str | None:
    """``"<version>"`` of an answer that has a version, else None."""
    if isinstance(answer, BaseModel):
        version = getattr(answer, "version", None)
        if isinstance(version, int):
            return f'"{version}"'
    return None


def unchanged(if_none_match: str | None, tag: str | None) -> bool:
    """Whether the reader already holds this version (weak comparison, RFC 9110 13.1.2)."""
    if not if_none_match or tag is None:
        return False
    held = [one.strip().removeprefix("W/") for one in if_none_match[:TAG_CHARS_MAX].split(",")]
    return tag in held or held == ["*"]
