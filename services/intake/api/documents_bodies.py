"""API: bodies of documents."""

from datetime import date, datetime
from uuid import UUID

from services.intake.api.coded import DocumentWithdrawalReason
from services.intake.domain.document import DOCUMENT_TABLE, Document, DocumentState
from services.intake.policy.documents import DOCUMENT_KINDS
from services.intake.store.documents import Verification
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery
from shared.kernel.clock import law_date


class DocumentQuery(PageQuery):
    """Pages of one matter's documents."""


class DocumentWithdrawalIn(Body):
    reason_code: DocumentWithdrawalReason


class DocumentOut(Answer):
    """``gaps``: characters that the face lacks, printed as 〓 and to be written in by hand.

    ``digest``: SHA-256 of the PDF, from its first printing on.
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
    state: DocumentState
    gaps: int
    digest: str | None
    issued_at: datetime
    withdrawn_at: datetime | None
    allowed_actions: list[AllowedActionOut]
    version: int

    @classmethod
    def of(cls, document: Document, roles: frozenset[str]) -> "DocumentOut":
        kind = DOCUMENT_KINDS[document.kind]
        told = {
            "title_zh": kind.title_zh,
            "title_en": kind.title_en,
            "article": kind.article,
            "allowed_actions": allowed_actions_out(
                DOCUMENT_TABLE.allowed_actions(document.state, roles)
            ),
        }
        own = {name: getattr(document, name) for name in cls.model_fields if name not in told}
        return cls(**own, **told)


class DocumentVerificationOut(Answer):
    """What anybody who holds the letter is told. ``stands`` is false once it was withdrawn.

    Compare ``digest`` with the SHA-256 of the file; it is null until the first printing.
    """

    genuine: bool
    stands: bool
    kind: str
    title_zh: str
    title_en: str
    number: str
    agency_org_id: str
    agency_name: str
    issued_on: date
    withdrawn_on: date | None
    digest: str | None

    @classmethod
    def of(cls, found: Verification, agency_name: str) -> "DocumentVerificationOut":
        kind = DOCUMENT_KINDS[found.kind]
        return cls(
            genuine=True,
            stands=found.withdrawn_at is None,
            kind=found.kind,
            title_zh=kind.title_zh,
            title_en=kind.title_en,
            number=found.number,
            agency_org_id=found.agency_org_id,
            agency_name=agency_name,
            issued_on=law_date(found.issued_at),
            withdrawn_on=law_date(found.withdrawn_at) if found.withdrawn_at else None,
            digest=found.digest,
        )
