"""Policy: how people are notified - order of fallback, hours, tries, texts per locale."""

import tomllib
from pathlib import Path

from services.intake.domain.notification import (
    Hours,
    NotificationChannel,
    NotificationRules,
)

_ROWS = tomllib.loads((Path(__file__).parent / "notifications.toml").read_text(encoding="utf-8"))

DEFAULT_LOCALE = "zh"
STATUS_CODE = "status_code"  # the template whose message carries a code
RULES = NotificationRules(
    order=tuple(NotificationChannel(one) for one in _ROWS["order"]),
    hours=Hours(since=_ROWS["since_hour"], until=_ROWS["until_hour"]),
    tries_max=_ROWS["tries_max"],
    retry_minutes=_ROWS["retry_minutes"],
)
CODE_ORDER = tuple(NotificationChannel(one) for one in _ROWS["code"].pop("order"))
CODE_TEXT: dict[str, str] = _ROWS["code"]
NEUTRAL: dict[str, str] = _ROWS["neutral"]
TEXTS: dict[str, dict[str, str]] = {row.pop("code"): row for row in _ROWS["text"]}


def worded(template: str, number: str, locale: str, *, neutral: bool) -> str:
    """The message in the reader's language, else in Chinese."""
    texts = NEUTRAL if neutral else TEXTS[template]
    return texts.get(locale, texts[DEFAULT_LOCALE]).format(number=number)


def worded_code(secret: str, locale: str, *, minutes: int) -> str:
    return CODE_TEXT.get(locale, CODE_TEXT[DEFAULT_LOCALE]).format(code=secret, minutes=minutes)
