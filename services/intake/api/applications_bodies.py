"""API: bodies of applications as they are shown, and of what is said about them."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import (
    Circumstance,
    DuplicateReason,
    Tag,
    labels,
)
from services.intake.api.filings_bodies import ITEMS_MAX
from services.intake.api.lane_bodies import LaneOut
from services.intake.api.people_bodies import HouseholdIn, PersonOut
from services.intake.api.signature_bodies import SignatureIn
from services.intake.domain.application import APPLICATION_TABLE, Application, ApplicationState
from services.intake.domain.duplicate import Course, Duplicate
from services.intake.domain.filing import FilingLink, LinkKind
from services.intake.domain.lane import Lane
from services.intake.domain.matter import Person
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.lists import PageQuery


class FindingsIn(Body):
    """What the check found different from the form; a field left out stays as it was filed."""

    tags: list[Tag] | None = Field(None, max_length=ITEMS_MAX)
    circumstances: list[Circumstance] | None = Field(None, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None


class WithdrawalIn(Body):
    """``deemed``: a reviewer confirms that the notice ran out unanswered, which nobody signs."""

    deemed: bool = False
    signature: SignatureIn | None = None


class DuplicateRulingIn(Body):
    course: Course
    reason_code: DuplicateReason


class ReceiptItemOut(Answer):
    code: str
    label_zh: str
    label_en: str


class ReceiptOut(Answer):
    """The written receipt: items, their count, and when they came (P148 13(1))."""

    receipt_no: str
    received_at: datetime
    received_at_org_id: str
    count: int
    items: list[ReceiptItemOut]


class SupplementOut(Answer):
    """``new_fact_code``: a further notice, approved by a second person."""

    item_codes: list[str]
    explanation_codes: list[str]
    due_on: date
    requested_at: datetime
    extended_at: datetime | None
    supplemented_at: datetime | None
    new_fact_code: str | None


class DuplicateOut(Answer):
    """Another agency received the same matter first; what is in its file stays there."""

    first_agency_org_id: str
    first_received_at: datetime
    course: Course | None
    reason_code: str | None


class LinkOut(Answer):
    """What it goes back to: a consultation, a draft, a withdrawn application, an offline pack."""

    kind: LinkKind
    linked_id: UUID


class ApplicationLineOut(Answer):
    """One application in a list: no personal data."""

    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    receipt_no: str
    channel: str
    kind: str
    cause_code: str
    state: ApplicationState
    lane: Lane
    received_at: datetime
    version: int


class ApplicationOut(Answer):
    """``recorded_offline``: taken in without a network and merged later; the counter's time counts."""

    id: UUID
    matter_id: UUID
    group_id: UUID | None
    agency_org_id: str
    channel: str
    state: ApplicationState
    received_at: datetime
    receipt: ReceiptOut
    people: list[PersonOut]
    supplement: SupplementOut | None
    recorded_offline: bool
    link: LinkOut | None
    duplicate: DuplicateOut | None
    packet_digest: str | None
    lane: LaneOut
    allowed_actions: list[AllowedActionOut]
    version: int


class GroupOut(Answer):
    group_id: UUID
    applications: list[ApplicationLineOut]


class ApplicationQuery(PageQuery):
    state: ApplicationState | None = None
    lane: Lane | None = None
    kind: Literal["criminal", "civil", "administrative"] | None = None
    channel: str | None = Field(None, max_length=40)
    cause_code: str | None = Field(None, max_length=40)
    group_id: UUID | None = None


def receipt_out(row: Any) -> ReceiptOut:
    """From the stored row: the receipt says what the record says."""
    items = []
    for code in sorted(row.materials):
        zh, en = labels("materials", code)
        items.append(ReceiptItemOut(code=code, label_zh=zh, label_en=en))
    return ReceiptOut(
        receipt_no=row.receipt_no,
        received_at=row.received_at,
        received_at_org_id=row.received_at_org_id,
        count=len(items),
        items=items,
    )


def application_out(
    of: Application,
    row: Any,
    people: tuple[Person, ...],
    roles: frozenset[str],
    *,
    link: FilingLink | None,
    duplicate: Duplicate | None,
) -> ApplicationOut:
    return ApplicationOut(
        id=of.id,
        matter_id=of.matter_id,
        group_id=of.group_id,
        agency_org_id=of.agency_org_id,
        channel=of.channel,
        state=of.state,
        received_at=of.received_at,
        receipt=receipt_out(row),
        people=[PersonOut.masked(person) for person in people],
        supplement=SupplementOut.model_validate(of.supplement) if of.supplement else None,
        recorded_offline=link is not None and link.kind is LinkKind.OFFLINE_PACK,
        link=LinkOut.model_validate(link) if link else None,
        duplicate=DuplicateOut.model_validate(duplicate) if duplicate else None,
        packet_digest=of.packet_digest,
        lane=LaneOut.of(of.lane),
        allowed_actions=allowed_actions_out(APPLICATION_TABLE.allowed_actions(of.state, roles)),
        version=of.version,
    )
