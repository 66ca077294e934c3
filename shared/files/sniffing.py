"""Files: what a content is, whatever it calls itself. Recognized by libmagic, and by a look inside."""

from functools import cache
from importlib import import_module
from typing import IO, Protocol

from shared.files.archives import names_in
from shared.files.policy import ArchiveLimits

HEAD_BYTES = 65_536
OFD = "application/ofd"
MACROS = "application/x-office-macros"
_ZIPPED = "application/zip"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_INSIDE = {  # the entry that names the kind
    "OFD.xml": OFD,
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_MACRO_PART = "vbaProject.bin"


class _Recognizer(Protocol):
    def from_buffer(self, head: bytes) -> str: ...


def recognized(content: IO[bytes], limits: ArchiveLimits) -> str:
    """The media type of the content. A document with macros is a kind of its own.

    Raises ArchiveNotReadable, ArchiveUnfoldsTooFar.
    """
    content.seek(0)
    found = _recognizer().from_buffer(content.read(HEAD_BYTES))
    if found != _ZIPPED and not found.startswith(_OFFICE):
        return found
    names = names_in(content, limits)
    if any(name.endswith(_MACRO_PART) for name in names):
        return MACROS
    return next((kind for entry, kind in _INSIDE.items() if entry in names), _ZIPPED)


@cache
def _recognizer() -> _Recognizer:
    import_module("pylibmagic")  # first: it says which library the next one takes
    made: _Recognizer = import_module("magic").Magic(mime=True)
    return made
