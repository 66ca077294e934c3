"""API: bodies of documents."""

from datetime import datetime
from uuid import UUID

from services.intake.domain.document import Document
from services.intake.policy.documents import DOCUMENT_KINDS
from shared.http.bodies import Answer
from shared.http.lists import PageQuery


class DocumentQuery(PageQuery):
    """Pages of one matter's documents."""


class DocumentOut(Answer):
    """``gaps``: characters that the face lacks, printed as 〓 and to be written in by hand.

    ``digest`` is the SHA-256 of the PDF.
    """

    id: UUID
    matter_id: UUID
    agency_org_id: str
    kind: str
    title_zh: str
    title_en: str
    article: str
    number: str
    source_id: UUID | None
    addressee_org_id: str | None
    gaps: int
    issued_at: datetime
    withdrawn_at: datetime | None
    version: int

    @classmethod
    def of(cls, document: Document) -> "DocumentOut":
        kind = DOCUMENT_KINDS[document.kind]
        told = {"title_zh": kind.title_zh, "title_en": kind.title_en, "article": kind.article}
        own = {name: getattr(document, name) for name in cls.model_fields if name not in told}
        return cls(**own, **told)
