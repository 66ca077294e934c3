"""HTTP: the catalogue of problems. Every refusal has a title, a detail and a remedy in zh-CN and en."""

import string
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.http.languages import Language
from shared.kernel.refusals import (
    Conflict,
    Forbidden,
    NotFound,
    NotUnderstood,
    Refusal,
    Unauthenticated,
    Unavailable,
)

CHASSIS_FILE = Path(__file__).with_name("problems.toml")
VALIDATION_FILE = Path(__file__).with_name("validation.toml")
LANGUAGES: tuple[Language, ...] = ("zh", "en")
SHOWN_ITEMS_MAX = 20
KINDS = frozenset(
    {Refusal, Conflict, Forbidden, NotFound, NotUnderstood, Unauthenticated, Unavailable}
)


@dataclass(frozen=True)
class Wording:
    """The texts of one problem in one language; ``{fact}`` placeholders in detail and remedy."""

    title: str
    detail: str
    remedy: str


@dataclass(frozen=True)
class Entry:
    code: str
    zh: Wording
    en: Wording
    shown_facts: frozenset[str]

    def wording(self, language: Language) -> Wording:
        return self.zh if language == "zh" else self.en


class _Facts(dict[str, Any]):
    """A fact that the raiser did not give shows as a dash, so that no text can break an answer."""

    def __missing__(self, key: str) -> str:
        return "—"


class Catalogue:
    """All problems of one service, chassis ones included, by code."""

    def __init__(self, entries: Mapping[str, Entry], validation: Mapping[str, Mapping[str, str]]):
        self.entries = dict(entries)
        self._validation = validation

    def entry(self, code: str) -> Entry | None:
        return self.entries.get(code)

    def wording(self, code: str, language: Language, facts: Mapping[str, Any]) -> Wording:
        """The filled-in texts. A code without an entry gets the text of ``request_refused``."""
        entry = self.entries.get(code) or self.entries["request_refused"]
        raw = entry.wording(language)
        shown = _Facts({name: shown_value(value) for name, value in facts.items()})
        return Wording(raw.title, raw.detail.format_map(shown), raw.remedy.format_map(shown))

    def validation_text(
        self, error_type: str, language: Language, context: Mapping[str, Any]
    ) -> str:
        """What is wrong with one value, by pydantic's error type; only bounds are filled in."""
        texts = self._validation.get(error_type) or self._validation["value_error"]
        return texts[language].format_map(_Facts(context))


def load_catalogue(*files: Path) -> Catalogue:
    """Merge the chassis file with the service's ``policy/problems.toml``.

    Raises ValueError for a code defined twice or an entry without one of its translations.
    """
    entries: dict[str, Entry] = {}
    for file in (CHASSIS_FILE, *files):
        for code, row in tomllib.loads(file.read_text(encoding="utf-8")).items():
            if code in entries:
                raise ValueError(f"{file.name}: problem {code} is defined twice")
            entries[code] = _entry(code, row)
    return Catalogue(entries, tomllib.loads(VALIDATION_FILE.read_text(encoding="utf-8")))


def refusals_below(kind: type[Refusal] = Refusal) -> set[type[Refusal]]:
    """Every refusal class imported so far, the kinds themselves left out."""
    found: set[type[Refusal]] = set()
    for child in kind.__subclasses__():
        found |= {child} | refusals_below(child)
    return found - KINDS


def missing_entries(catalogue: Catalogue, refusals: Iterable[type[Refusal]]) -> list[str]:
    """The codes of refusals that the catalogue does not explain; for the test that holds it whole."""
    return sorted({one.code for one in refusals} - set(catalogue.entries))


def shown_value(value: Any) -> str:
    if isinstance(value, list | tuple | set | frozenset):
        items = sorted(value, key=str) if isinstance(value, set | frozenset) else list(value)
        return ", ".join(str(item) for item in items[:SHOWN_ITEMS_MAX])
    return str(value)


def _entry(code: str, row: Mapping[str, str]) -> Entry:
    zh, en = (_wording(code, row, language) for language in LANGUAGES)
    shown = frozenset().union(*(_placeholders(one) for one in (zh, en)))
    return Entry(code, zh, en, shown)


def _wording(code: str, row: Mapping[str, str], language: Language) -> Wording:
    texts = [row.get(f"{part}_{language}", "").strip() for part in ("title", "detail", "remedy")]
    if not all(texts):
        raise ValueError(f"problem {code} lacks its title, detail or remedy in {language}")
    return Wording(*texts)


def _placeholders(wording: Wording) -> set[str]:
    fields = string.Formatter().parse(wording.detail + wording.remedy)
    return {name for _, name, _, _ in fields if name}
