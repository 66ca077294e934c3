"""Domain: documents 文书 - numbered letters of an agency, from coded facts, kept as they were issued."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound
from shared.kernel.transitions import Transition, TransitionTable

GAP = "〓"  # the compositor's mark for a sort that the case lacks
LIST_MARK = "@"

Fact = str | tuple[str, ...]


class DocumentNotFound(NotFound):
    """No such document, or not yours to see."""


class DocumentNotVerified(NotFound):
    """No letter bears this code: it is not ours, or not copied right."""


class DocumentNotReproducible(Conflict):
    """The letter no longer comes out as it was first printed: nobody is given another one."""


class DocumentFactsMissing(Conflict):
    """The kind's text asks for facts that nobody gave. Facts: ``kind``, ``missing``."""


class DocumentState(StrEnum):
    STANDING = "standing"
    WITHDRAWN = "withdrawn"


_STANDING = frozenset({DocumentState.STANDING})
CLERKS = frozenset({"intake_clerk", "reviewer", "agency_head"})

DOCUMENT_TABLE: TransitionTable[DocumentState] = TransitionTable(
    (
        Transition("serve", _STANDING, DocumentState.STANDING, CLERKS),
        Transition(
            "withdraw",
            _STANDING,
            DocumentState.WITHDRAWN,
            frozenset({"reviewer", "agency_head"}),
        ),
    )
)


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """One row of ``policy/documents.toml``: what a document is, and who may see it.

    ``mark`` stands in the number where the caller gives none; ``period`` is the code of the clock
    that runs from receipt and ``notification`` the text that tells of it, empty where there is
    none; ``readers`` are roles.
    """

    code: str
    title_zh: str
    title_en: str
    mark: str
    article: str
    readers: frozenset[str]
    period: str
    sending: str = ""
    notification: str


@dataclass(frozen=True, kw_only=True)
class DocumentText:
    """One version of a kind's wording; older versions stay, so that old documents can be rendered.

    ``zh`` are paragraphs with ``{fact}``; ``@fact`` prints a list. ``second`` is the same in the
    language ``second_language``, and never stands alone (民族团结进步促进法 15).
    """

    kind: str
    version: int
    valid_from: date
    layout: str
    zh: tuple[str, ...]
    second_language: str = ""
    second: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """The aggregate. ``facts`` are sealed at rest; ``digest`` is of the PDF, once it was rendered."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    kind: str
    number: str
    text_version: int
    source_id: UUID | None
    addressee_org_id: str | None
    language: str
    verify_code: str
    gaps: int
    issued_at: datetime
    issued_by: str  # person_id
    digest: str | None = None
    withdrawn_at: datetime | None = None
    version: int = 1

    @property
    def state(self) -> DocumentState:
        return DocumentState.STANDING if self.withdrawn_at is None else DocumentState.WITHDRAWN

    def require(self, act: str) -> None:
        """``serve`` or ``withdraw``. Raises ActNotAllowedNow."""
        DOCUMENT_TABLE.after(self.state, act)


@dataclass(frozen=True)
class Block:
    """One paragraph, or one list where ``items`` is filled."""

    text: str = ""
    items: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A document in words, ready for its layout."""

    title: str
    number: str
    blocks: tuple[Block, ...]
    second: tuple[Block, ...]
    agency: str
    issued_on: str


def text_on(texts: Iterable[DocumentText], kind: str, day: date) -> DocumentText | None:
    """The newest wording of the kind that holds on the day."""
    held = (text for text in texts if text.kind == kind and text.valid_from <= day)
    return max(held, key=lambda text: text.version, default=None)


def require_facts(text: DocumentText, facts: Mapping[str, Any]) -> None:
    """Raises DocumentFactsMissing naming what the wording asks for."""
    missing = sorted(_asked(text) - facts.keys())
    if missing:
        raise DocumentFactsMissing(kind=text.kind, missing=missing)


def compose(
    kind: DocumentKind, text: DocumentText, document: Document, facts: Mapping[str, Fact]
) -> Letter:
    """Put the facts into the wording. A second language is added below, never instead."""
    second = text.second if text.second_language == document.language else ()
    return Letter(
        title=kind.title_zh,
        number=document.number,
        blocks=_blocks(text.zh, facts),
        second=_blocks(second, facts),
        agency=str(facts["agency_name"]),
        issued_on=str(facts["issued_on"]),
    )


def require_same_bytes(document: Document, digest: str) -> None:
    """Raises DocumentNotReproducible."""
    if document.digest != digest:
        raise DocumentNotReproducible()


def zh_date(day: date) -> str:
    """As in a Chinese letter: 2026年11月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def missing_characters(facts: Mapping[str, Fact], face: frozenset[int]) -> tuple[str, ...]:
    """The characters of the facts that the face cannot print, each once, in order."""
    text = "".join(value if isinstance(value, str) else "".join(value) for value in facts.values())
    return tuple(dict.fromkeys(char for char in text if ord(char) not in face))


def with_gaps(facts: Mapping[str, Fact], missing: Iterable[str]) -> dict[str, Fact]:
    """Every character that cannot be printed becomes a visible gap, to be filled in by hand."""
    table = dict.fromkeys(map(ord, missing), GAP)
    return {
        name: value.translate(table)
        if isinstance(value, str)
        else tuple(one.translate(table) for one in value)
        for name, value in facts.items()
    }


def _asked(text: DocumentText) -> set[str]:
    """The names of the facts in the wording, and those of every letter."""
    asked = {"agency_name", "issued_on"}
    for paragraph in (*text.zh, *text.second):
        if paragraph.startswith(LIST_MARK):
            asked.add(paragraph.removeprefix(LIST_MARK))
        else:
            asked |= _fields(paragraph)
    return asked


def _fields(paragraph: str) -> set[str]:
    pieces = paragraph.split("{")[1:]
    return {piece.partition("}")[0] for piece in pieces}


def _blocks(paragraphs: Iterable[str], facts: Mapping[str, Fact]) -> tuple[Block, ...]:
    return tuple(_block(paragraph, facts) for paragraph in paragraphs)


def _block(paragraph: str, facts: Mapping[str, Fact]) -> Block:
    if paragraph.startswith(LIST_MARK):
        return Block(items=tuple(facts[paragraph.removeprefix(LIST_MARK)]))
    return Block(text=paragraph.format_map(facts))
