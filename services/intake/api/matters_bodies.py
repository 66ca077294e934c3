"""API: bodies of matters - the file behind them and their timeline."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from services.intake.api.coded import ReadPurpose
from services.intake.api.people_bodies import PersonOut
from services.intake.domain.facts import plain
from services.intake.domain.matter import Form, Matter, Person
from shared.http.bodies import Answer, Body
from shared.http.lists import PageQuery
from shared.security.reads import REASON_CHARS_MAX


class MatterOut(Answer):
    id: UUID
    group_id: UUID | None
    agency_org_id: str
    origin: str
    kind: str
    service: str
    stage: str
    cause_code: str
    case_no: str | None
    state: str | None = None

    @classmethod
    def of(cls, matter: Matter, state: str | None = None) -> "MatterOut":
        names = [name for name in cls.model_fields if name not in ("state", "origin")]
        values: dict[str, Any] = {name: getattr(matter, name) for name in names}
        return cls(**values, origin=str(matter.origin), state=state)

    @classmethod
    def of_row(cls, row: Any) -> "MatterOut":
        names = [n for n in cls.model_fields if n not in ("state", "agency_org_id")]
        values = {name: getattr(row, name) for name in names}
        return cls(**values, agency_org_id=row.org_id)


class MatterQuery(PageQuery):
    case_no_prefix: str | None = Field(None, min_length=2, max_length=60)
    kind: Literal["criminal", "civil", "administrative"] | None = None
    origin: Literal["application", "notice"] | None = None
    group_id: UUID | None = None


class FileQuery(Body):
    purpose: ReadPurpose


class UnmaskingIn(Body):
    """Why names and numbers must be seen whole; recorded and shown to the citizen as a read."""

    purpose: ReadPurpose
    reason: str = Field(max_length=REASON_CHARS_MAX, examples=["与受援人签订委托协议前核对身份"])


class NeedsOut(Answer):
    language: str
    sign_language: bool
    gender_preference: str | None
    safe_contact: str | None
    contact_channel: str | None
    contact_from_hour: int | None
    contact_until_hour: int | None
    neutral_sms: bool
    mobility_need: str | None
    literacy_need: str | None


class FileOut(Answer):
    """The intake file. Masked: no statement, no contact; whole: everything as filed."""

    matter: MatterOut
    people: list[PersonOut]
    needs: NeedsOut | None
    statement: str | None
    paper: dict[str, str] | None
    facts: dict[str, Any] | None
    whole: bool


def masked_file(
    matter: Matter, people: tuple[Person, ...], form: Form | None, paper: dict[str, str] | None
) -> FileOut:
    """What the handler needs to begin: who, masked; how to speak; the coded facts; the papers."""
    shown = {name: value for name, value in (paper or {}).items() if name in PAPER_SHOWN_MASKED}
    return FileOut(
        matter=MatterOut.of(matter),
        people=[PersonOut.masked(person) for person in people],
        needs=_needs(form, contact=False),
        statement=None,
        paper=shown or None,
        facts=plain(form.facts) if form else None,
        whole=False,
    )


def whole_file(
    matter: Matter, people: tuple[Person, ...], form: Form | None, paper: dict[str, str] | None
) -> FileOut:
    return FileOut(
        matter=MatterOut.of(matter),
        people=[PersonOut.whole(person) for person in people],
        needs=_needs(form, contact=True),
        statement=form.statement if form else None,
        paper=paper,
        facts=plain(form.facts) if form else None,
        whole=True,
    )


PAPER_SHOWN_MASKED = frozenset(
    ["organ_case_no", "hearing_at", "hearing_place", "language", "sign_language"]
)


def _needs(form: Form | None, *, contact: bool) -> NeedsOut | None:
    if form is None:
        return None
    shown = form.needs if contact else replace(form.needs, safe_contact=None)
    return NeedsOut.model_validate(shown)


class TimelineEntryOut(Answer):
    """One event in plain words. ``service`` said it."""

    at: datetime
    type: str
    service: str
    zh: str
    en: str


class ClockOut(Answer):
    """The legal date of the next step. ``target_at`` strictest, ``limit_at`` loosest reading."""

    code: str
    article: str
    owner: str
    target_at: datetime
    limit_at: datetime
    provisional: bool
    paused: bool
    verified: bool


class NextStepOut(Answer):
    zh: str
    en: str
    clock: ClockOut | None


class FileReadOut(Answer):
    """Who opened the file: role, organization, purpose and time; names through the rights desk."""

    role: str
    role_zh: str
    role_en: str
    org_id: str | None
    org_name: str | None
    purpose: str
    purpose_zh: str
    purpose_en: str
    whole: bool
    at: datetime


class StatusOut(Answer):
    """How a case stands. Eventually consistent: complete up to ``as_of``."""

    case_no: str | None
    state: str | None
    as_of: datetime | None
    entries: list[TimelineEntryOut]
    next_step: NextStepOut | None


class TimelineOut(StatusOut):
    """With who opened the file."""

    matter_id: UUID
    reads: list[FileReadOut]
