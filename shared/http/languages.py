"""HTTP: which of our two languages a reader is answered in. zh-CN unless English is preferred."""

from functools import lru_cache
from typing import Literal

Language = Literal["zh", "en"]

HEADER_CHARS_MAX = 200
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


@lru_cache(maxsize=256)
def locale_of(accept_language: str | None, offered: tuple[str, ...]) -> str:
    """The reader's favorite of ``offered`` by primary tag; the first of them where none is wanted."""
    wanted: dict[str, float] = {}
    for part in (accept_language or "")[:HEADER_CHARS_MAX].split(","):
        tag, _, parameter = part.strip().partition(";")
        wanted.setdefault(tag.split("-")[0].lower(), _weight(parameter))
    weights = {one: wanted.get(one.split("-")[0].lower(), 0.0) for one in offered}
    return max(offered, key=lambda one: weights[one])


@lru_cache(maxsize=256)
def language_of(accept_language: str | None) -> Language:
    """Read an ``Accept-Language`` header; the first of equals wins."""
    if not accept_language:
        return "zh"
    weights: dict[Language, float] = {}
    for part in accept_language[:HEADER_CHARS_MAX].split(","):
        tag, _, parameter = part.strip().partition(";")
        weight = _weight(parameter)
        for language in _spoken(tag):
            weights.setdefault(language, weight)
    return max(weights, key=lambda one: weights[one]) if any(weights.values()) else "zh"


def _spoken(tag: str) -> tuple[Language, ...]:
    primary = tag.split("-")[0].lower()
    if primary == "zh":
        return ("zh",)
    return ("en",) if primary == "en" else ()


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
