"""Policy: what the public room says, one file per locale; a new locale is a new file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

_FOLDER = Path(__file__).with_name("locales")
FIRST_LOCALE = "zh-CN"  # also the one whose labels stand in where a locale has none


class Labeled(Protocol):
    """A row of the rule files, with its labels."""

    @property
    def label_zh(self) -> str: ...
    @property
    def label_en(self) -> str: ...


@dataclass(frozen=True)
class CheckTexts:
    """The words of the self-check. Templates are filled by ``str.format``."""

    disclaimer: str
    rule_applies: str
    rule_fails: str
    between: str
    outcomes: Mapping[str, str]
    means: Mapping[str, str]
    failing: Mapping[str, str]
    effects: Mapping[str, str]
    periods: Mapping[str, str]
    populations: Mapping[str, str]
    steps: Mapping[str, str]


@dataclass(frozen=True)
class PublicTexts:
    locale: str
    steps: tuple[str, ...]
    papers: tuple[str, ...]
    conditions: tuple[str, ...]
    check: CheckTexts

    def label(self, row: Labeled) -> str:
        """The row's label in this locale, else in the national common language."""
        return row.label_en if self.locale == "en" else row.label_zh


def _texts(table: dict[str, Any]) -> PublicTexts:
    guide = {name: tuple(lines) for name, lines in table["guide"].items()}
    return PublicTexts(locale=table["locale"], check=CheckTexts(**table["check"]), **guide)


def _load() -> dict[str, PublicTexts]:
    files = sorted(_FOLDER.glob("*.toml"), key=lambda file: (file.stem != FIRST_LOCALE, file.stem))
    tables = (tomllib.loads(file.read_text(encoding="utf-8")) for file in files)
    return {table["locale"]: _texts(table) for table in tables}


PUBLIC_TEXTS: dict[str, PublicTexts] = _load()
LOCALES: tuple[str, ...] = tuple(PUBLIC_TEXTS)
