"""API: bodies of a partner's batch - read item by item, so that one malformed item spoils no other."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from pydantic import Field, ValidationError

from services.intake.api.duty_requests_bodies import DutyRequestIn
from services.intake.api.examples import DUTY_REQUEST, NOTICE, shown
from services.intake.api.notices_bodies import NoticeIn, NoticeListIn
from services.intake.api.organ_updates_bodies import OrganUpdateIn
from services.intake.domain.partner_batch import (
    BatchItem,
    ItemContradictsEarlier,
    ItemFault,
    ItemKind,
    ItemProblem,
    ItemState,
    PartnerBatch,
)
from services.intake.policy import LIMITS
from services.intake.usecases.receive_batch import ReadItem
from shared.http.bodies import Answer, Body
from shared.http.catalogue import Catalogue
from shared.http.languages import Language
from shared.http.lists import PageQuery
from shared.http.problems import Problem, invalid_payload, problem_body
from shared.kernel.refusals import Refusal

NOT_UNDERSTOOD = "payload_not_understood"
_REFERENCE_CHARS_MAX = 80
_BODIES: dict[ItemKind, type[NoticeIn | NoticeListIn | DutyRequestIn | OrganUpdateIn]] = {
    ItemKind.NOTICE: NoticeIn,
    ItemKind.NOTICE_LIST: NoticeListIn,
    ItemKind.DUTY_REQUEST: DutyRequestIn,
    ItemKind.ORGAN_UPDATE: OrganUpdateIn,
}
_EXAMPLE = {
    "items": [
        {"kind": "notice", "content": NOTICE},
        {"kind": "duty_request", "content": DUTY_REQUEST},
    ]
}


class _Envelope(Body):
    kind: ItemKind
    content: dict[str, Any]


class PartnerBatchIn(Body):
    """Each item: ``{"kind": ..., "content": ...}``, the content as for the single push."""

    model_config = shown(_EXAMPLE)

    items: list[Any] = Field(min_length=1, max_length=LIMITS.batch_items_max)

    def read(self, *, today: date) -> list[ReadItem]:
        """Every item, read or refused with its reason."""
        seen: dict[str, tuple[int, Any]] = {}
        return [_read(raw, place, seen, today=today) for place, raw in enumerate(self.items)]


def _read(raw: Any, place: int, seen: dict[str, tuple[int, Any]], *, today: date) -> ReadItem:
    item = BatchItem(place=place, kind="unknown", reference=None)
    try:
        envelope = _Envelope.model_validate(raw)
        reference = envelope.content.get("reference")
        item = BatchItem(place=place, kind=envelope.kind, reference=_short(reference))
        papers = _BODIES[envelope.kind].model_validate(envelope.content).papers(today=today)
        _require_consistent(f"{envelope.kind} {_person(papers)}", place, papers, seen)
    except ValidationError as error:
        return ReadItem(item.refused(malformed(error, within=item.kind != "unknown")))
    except Refusal as refusal:
        return ReadItem(item.refused(ItemProblem.of(refusal)))
    return ReadItem(item, papers)


def _short(reference: object) -> str | None:
    """The reference for the receipt, also of an item that cannot be read otherwise."""
    return reference[:_REFERENCE_CHARS_MAX] if isinstance(reference, str) else None


def _person(papers: Sequence[Any]) -> str:
    """What the key of a push holds besides the client: reference, and person or notice."""
    paper = papers[0]
    person = getattr(paper, "person", None)
    target = (person.document_number or person.name) if person else None
    target = target or getattr(paper, "notice_id", None) or getattr(paper, "notice_reference", None)
    return f"{paper.reference} {target}"


def _require_consistent(
    key: str, place: int, papers: Any, seen: dict[str, tuple[int, Any]]
) -> None:
    """The same again is harmless. Raises ItemContradictsEarlier for other content."""
    earlier, before = seen.setdefault(key, (place, papers))
    if before != papers:
        raise ItemContradictsEarlier(earlier=earlier, pointer="/reference")


def malformed(error: ValidationError, *, within: bool) -> ItemProblem:
    found = error.errors(include_input=False, include_url=False)
    problem = invalid_payload({**one, "loc": ("body", *one["loc"])} for one in found)
    root = "" if within else "/"
    faults = tuple(
        ItemFault(str(one["pointer"]) or root, str(one["type"]), one["context"])
        for one in problem.errors
    )
    return ItemProblem(NOT_UNDERSTOOD, {}, faults)


class ItemFaultOut(Answer):
    """Where in the item, what kind of fault, in words."""

    pointer: str
    code: str
    message: str


class ItemProblemOut(Answer):
    """As a problem of a single push: code, what happened, what to do, and where."""

    type: str
    code: str
    title: str
    detail: str
    remedy: str
    errors: list[ItemFaultOut]

    @classmethod
    def of(
        cls, problem: ItemProblem, place: int, catalogue: Catalogue, language: Language
    ) -> "ItemProblemOut":
        errors = tuple(
            {
                "in": "body",
                "pointer": f"/items/{place}/content{fault.pointer}".rstrip("/"),
                "type": fault.type,
                "context": fault.context,
            }
            for fault in problem.faults
        )
        body = problem_body(
            Problem(problem.code, 422, problem.facts, errors),
            catalogue,
            language,
            service="intake",
            instance="",
            trace_id=None,
        )
        return cls.model_validate({"errors": [], **body})


class ReceiptOut(Answer):
    """Read it at ``/notices``, ``/duty-requests`` or ``/organ-updates``."""

    kind: str
    id: UUID


class BatchItemOut(Answer):
    place: int
    kind: str
    reference: str | None
    state: ItemState
    receipts: list[ReceiptOut]
    problem: ItemProblemOut | None

    @classmethod
    def of(cls, item: BatchItem, catalogue: Catalogue, language: Language) -> "BatchItemOut":
        problem = item.problem
        return cls(
            place=item.place,
            kind=item.kind,
            reference=item.reference,
            state=item.state,
            receipts=[ReceiptOut.model_validate(one) for one in item.receipts],
            problem=(
                ItemProblemOut.of(problem, item.place, catalogue, language) if problem else None
            ),
        )


class PartnerBatchOut(Answer):
    """How far a batch has come; ``done_count`` includes the refused."""

    id: UUID
    item_count: int
    done_count: int
    refused_count: int
    received_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, batch: PartnerBatch) -> "PartnerBatchOut":
        return cls.model_validate(batch)


class PartnerBatchReceiptOut(PartnerBatchOut):
    """The receipt: the batch's id, and each item by its place, waiting or refused at once."""

    items: list[BatchItemOut]

    @classmethod
    def with_items(
        cls,
        batch: PartnerBatch,
        items: Sequence[BatchItem],
        catalogue: Catalogue,
        language: Language,
    ) -> "PartnerBatchReceiptOut":
        head: Mapping[str, Any] = PartnerBatchOut.of(batch).model_dump()
        shown_items = [BatchItemOut.of(item, catalogue, language) for item in items]
        return cls(**head, items=shown_items)


class BatchItemQuery(PageQuery):
    state: ItemState | None = None
