"""Policy: kinds of documents and their dated wordings, checked once at import."""

import tomllib
from datetime import date
from pathlib import Path

from services.intake.domain.document import DocumentKind, DocumentText, text_on
from services.intake.policy import CODE_LISTS
from shared.kernel.refusals import PolicyRowMissing

_FOLDER = Path(__file__).parent
_ROWS = tomllib.loads((_FOLDER / "documents.toml").read_text(encoding="utf-8"))

ELECTRONIC_SERVICE_DAYS: int = _ROWS["electronic_service_days"]
DOCUMENT_KINDS: dict[str, DocumentKind] = {
    row["code"]: DocumentKind(**{**row, "readers": frozenset(row["readers"])})
    for row in _ROWS["kind"]
}
DOCUMENT_TEXTS: dict[tuple[str, int], DocumentText] = {
    (row["kind"], row["version"]): DocumentText(
        **{**row, "zh": tuple(row["zh"]), "second": tuple(row.get("second", ()))}
    )
    for row in _ROWS["text"]
}


def document_kind(code: str) -> DocumentKind:
    """Raises PolicyRowMissing for a kind that no row describes."""
    if code not in DOCUMENT_KINDS:
        raise PolicyRowMissing(table="documents", key=code, day="")
    return DOCUMENT_KINDS[code]


def document_text(kind: str, day: date) -> DocumentText:
    """The wording of the day. Raises PolicyRowMissing."""
    found = text_on(DOCUMENT_TEXTS.values(), kind, day)
    if found is None:
        raise PolicyRowMissing(table="document_texts", key=kind, day=day.isoformat())
    return found


def label_zh(name: str, code: str) -> str:
    """The Chinese label of a code, for letters; the code itself where the list has dropped it."""
    found = (entry.label_zh for entry in CODE_LISTS[name].codes if entry.code == code)
    return next(found, code)


def reason_zh(code: str) -> str:
    """A reason is a code of its own list, or a ground of the scope rules."""
    own = label_zh("reasons", code)
    return own if own != code else label_zh("grounds", code)


def kinds_for(roles: frozenset[str]) -> tuple[str, ...]:
    """The kinds that a bearer of ``roles`` may see."""
    return tuple(kind.code for kind in DOCUMENT_KINDS.values() if kind.readers & roles)


def layout_file(name: str) -> Path:
    """The layout of a wording; layouts are never changed, only followed by others."""
    return _FOLDER / "layouts" / f"{name}.typ"
