"""Use case: print a document - the same bytes whenever and wherever, or a clear refusal."""

import asyncio
from pathlib import Path
from typing import Any

from services.intake.domain.document import (
    GAP,
    Block,
    Document,
    Letter,
    compose,
    missing_characters,
    require_same_bytes,
    with_gaps,
)
from services.intake.domain.service_record import ServiceRecord
from services.intake.policy import documents as policy
from services.intake.store.documents import Documents, note_digest
from services.intake.store.matters import Matters
from services.intake.usecases.note_read import Look, note_read
from shared.db.transaction import Scope, Transaction
from shared.files.faces import face_characters
from shared.files.typesetting import digest_of_file, qr_code, typeset

GAP_NOTE = f"“{GAP}”处的字暂缺字形，由本机构工作人员手写补正。"
CHECK_NOTE = "扫描二维码或者访问下列网址，可以核验本文书的真伪和效力。"


async def print_document(tx: Transaction, *, document: Document) -> bytes:
    """The PDF, set in a thread. The digest of the first printing is kept for good.

    Raises DocumentNotReproducible where the bytes are no longer those that were printed first.
    """
    facts = await Documents(tx).facts(document.id)
    kind = policy.DOCUMENT_KINDS[document.kind]
    text = policy.DOCUMENT_TEXTS[document.kind, document.text_version]
    printable = with_gaps(facts, missing_characters(facts, face_characters()))
    letter = compose(kind, text, document, printable)
    content = _content(letter, document, str(facts["check_address"]))
    layout: Path = policy.layout_file(text.layout)
    pdf = await asyncio.to_thread(typeset, layout, content, at=document.issued_at)
    digest = digest_of_file(pdf)
    if document.digest is None:
        await _keep(tx, document, digest)
    else:
        require_same_bytes(document, digest)
    return pdf


async def print_for_server(tx: Transaction, *, record: ServiceRecord) -> tuple[Document, bytes]:
    """The letter of a service record, for whoever was asked to hand it over; the read is noted.

    The record is the permission: its bearer sees this letter and nothing else of the matter.
    Raises ActNotAllowedNow for a withdrawn letter.
    """
    scope = Scope(orgs=frozenset({record.agency_org_id}))
    async with tx.transactions.begin(actor=tx.actor, scope=scope, write=False) as reading:
        matter = await Matters(reading).get(record.matter_id)
        document = await Documents(reading).get(record.document_id)
        document.require("serve")
        await note_read(reading, matter=matter, look=Look(purpose="document", whole=True))
        return document, await print_document(reading, document=document)


async def _keep(tx: Transaction, document: Document, digest: str) -> None:
    """In a short transaction of its own: printing itself happens inside none that writes."""
    scope = Scope(orgs=frozenset({document.agency_org_id}))
    async with tx.transactions.begin(actor=tx.actor, scope=scope) as note:
        if await note_digest(note, document.id, digest):
            stream = f"matter/{document.matter_id}"
            note.record(stream, "document.print", document_id=document.id, digest=digest)


def _content(letter: Letter, document: Document, address: str) -> dict[str, Any]:
    """What the layout is given; see ``policy/layouts``."""
    return {
        "title": letter.title,
        "number": letter.number,
        "blocks": _blocks(letter.blocks),
        "second": _blocks(letter.second),
        "agency": letter.agency,
        "issued_on": letter.issued_on,
        "gaps": document.gaps,
        "gap_note": GAP_NOTE,
        "qr": qr_code(address),
        "check_note": CHECK_NOTE,
        "check_address": address,
    }


def _blocks(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    """The first paragraph is the salutation and stands at the margin."""
    return [
        {"text": one.text, "items": list(one.items), "lead": place == 0}
        for place, one in enumerate(blocks)
    ]
