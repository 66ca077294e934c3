"""Files: sets a document from a layout and its content; the same content is the same bytes everywhere.

PDF/A-2b, set with the shipped face only. Takes some milliseconds of a processor: run it in a
thread (``asyncio.to_thread``), never on the event loop and never inside a writing transaction.
"""

import hashlib
import io
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from shared.files.faces import FACE, FAMILY

QR_BORDER_MODULES = 2


def typeset(layout: Path, content: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF. ``content`` is plain JSON data for the layout; ``at`` is its only date."""
    import typst  # 80 MB: loaded by who sets a document

    pdf = typst.Compiler(layout, root=layout.parent, font_paths=_fonts()).compile(
        format="pdf",
        sys_inputs={"content": json.dumps({**content, "family": FAMILY}, ensure_ascii=False)},
        pdf_standards="a-2b",
        timestamp=int(at.astimezone(UTC).timestamp()),
    )
    assert isinstance(pdf, bytes)
    return pdf


def digest_of_file(data: bytes) -> str:
    """As it is printed on verification pages: SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def qr_code(address: str) -> str:
    """The SVG of a QR code that leads to ``address``."""
    import segno

    drawing = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawing, kind="svg", border=QR_BORDER_MODULES, xmldecl=False, svgns=True, nl=False
    )
    return drawing.getvalue().decode()


@cache
def _fonts() -> Any:
    """The shipped face and nothing else: neither the system's fonts nor those inside the setter."""
    import typst

    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[FACE.parent]
    )
