"""API: typical cases - written, signed and published by an agency; read by everybody."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.requests import Request
from starlette.responses import Response

from services.intake.api.coded import Cause, Kind
from services.intake.api.public import LocaleQuery
from services.intake.domain.matter import MatterNotFound
from services.intake.domain.typical_case import (
    PUBLISHERS,
    SIGNERS,
    TYPICAL_CASE_TABLE,
    WRITERS,
    CaseText,
    PersonalDataLeft,
    SecondPersonNeeded,
    TypicalCase,
    TypicalCaseNotFound,
    TypicalCaseState,
)
from services.intake.policy.public_texts import FIRST_LOCALE, LOCALES
from services.intake.queries.public import (
    CASE_PUBLISHED_AT,
    PUBLISHED_ORDER,
    TYPICAL_ORDER,
    published_case_of,
    published_cases,
    typical_cases,
)
from services.intake.store.typical_cases import TypicalCases, case_of
from services.intake.usecases.publish_typical_case import (
    publish_typical_case,
    retract_typical_case,
    sign_typical_case,
)
from services.intake.usecases.write_typical_case import (
    CaseDraft,
    edit_typical_case,
    write_typical_case,
)
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.cacheable import cacheable
from shared.http.languages import locale_of
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.transitions import ActNotAllowedNow

router = ServiceRouter(prefix="/intake/v1", tags=["public"])
public_router = ServiceRouter(prefix="/intake/v1", tags=["public"], rate_limited=True)


class CaseTextIn(Body):
    """Told without names, numbers, places or anything by which somebody is recognized."""

    title: str = Field(min_length=1, max_length=120, examples=["老人要回了赡养费"])
    summary: str = Field(min_length=1, max_length=500, examples=["子女三人，调解后按月给付。"])
    body: str = Field(
        min_length=1, max_length=8_000, examples=["一位老人的三名子女中两人停止给付。"]
    )


class CaseTextsIn(Body):
    """By locale; the national common language always, others beside it."""

    texts: dict[str, CaseTextIn] = Field(
        examples=[
            {FIRST_LOCALE: {"title": "讨回工资", "summary": "仲裁支持。", "body": "经过如下。"}}
        ]
    )

    @model_validator(mode="after")
    def _offered(self) -> "CaseTextsIn":
        if FIRST_LOCALE not in self.texts or not set(self.texts) <= set(LOCALES):
            raise PydanticCustomError("value_error", "zh-CN and offered locales only")
        return self

    def by_locale(self) -> dict[str, CaseText]:
        return {locale: CaseText(**text.model_dump()) for locale, text in self.texts.items()}


class TypicalCaseIn(CaseTextsIn):
    """``matter_id``: the matter told of, if it is here; its people's names are looked for."""

    matter_id: UUID | None = None
    kind: Kind
    cause_code: Cause


class CaseTextOut(Answer):
    title: str
    summary: str
    body: str


class TypicalCaseOut(Answer):
    """As its agency sees it."""

    id: UUID
    kind: str
    cause_code: str
    texts: dict[str, CaseTextOut]
    state: TypicalCaseState
    signed: bool
    allowed_actions: list[AllowedActionOut]
    version: int

    @classmethod
    def of(cls, case: TypicalCase, roles: frozenset[str]) -> "TypicalCaseOut":
        return cls(
            id=case.id,
            kind=case.kind,
            cause_code=case.cause_code,
            texts={locale: CaseTextOut(**asdict(text)) for locale, text in case.texts.items()},
            state=case.state,
            signed=case.signer_person_id is not None,
            allowed_actions=allowed_actions_out(
                TYPICAL_CASE_TABLE.allowed_actions(case.state, roles)
            ),
            version=case.version,
        )


class PublishedCaseOut(Answer):
    """In one locale; ``locale`` says which was found."""

    id: UUID
    agency_org_id: str
    kind: str
    cause_code: str
    locale: str
    title: str
    summary: str
    body: str
    published_at: datetime


class TypicalCaseQuery(PageQuery):
    state: TypicalCaseState | None = None


class PublishedCaseQuery(PageQuery, LocaleQuery):
    kind: str | None = Field(None, max_length=40)
    cause_code: str | None = Field(None, max_length=40)


@router.post("/typical-cases", status_code=201)
@gate(roles=set(WRITERS), appends=True, refuses=(MatterNotFound, PersonalDataLeft))
async def write_one_typical_case(body: TypicalCaseIn, tx: Tx) -> TypicalCaseOut:
    """Write a typical case. It is public only after two people have looked at it."""
    draft = CaseDraft(
        matter_id=body.matter_id,
        kind=body.kind,
        cause_code=body.cause_code,
        texts=body.by_locale(),
    )
    return TypicalCaseOut.of(await write_typical_case(tx, draft=draft), tx.actor.roles)


@router.get("/typical-cases")
@gate(roles=set(WRITERS), reads=True)
async def list_typical_cases(
    query: Annotated[TypicalCaseQuery, Query()], tx: Tx
) -> Page[TypicalCaseOut]:
    """List your agency's typical cases, oldest first."""
    statement = typical_cases(tx, state=query.state.value if query.state else None)
    roles = tx.actor.roles
    return await page(
        tx,
        statement,
        query,
        order=TYPICAL_ORDER,
        item=lambda row: TypicalCaseOut.of(case_of(row), roles),
    )


@router.get("/typical-cases/{case_id}")
@gate(roles=set(WRITERS), reads=True, refuses=(TypicalCaseNotFound,))
async def read_typical_case(case_id: UUID, tx: Tx) -> TypicalCaseOut:
    """Read one of your agency's typical cases."""
    return TypicalCaseOut.of(await TypicalCases(tx).get(case_id), tx.actor.roles)


@router.put("/typical-cases/{case_id}")
@gate(
    roles=set(WRITERS),
    judges=True,
    refuses=(TypicalCaseNotFound, ActNotAllowedNow, PersonalDataLeft),
)
async def edit_one_typical_case(case_id: UUID, body: CaseTextsIn, tx: Tx) -> TypicalCaseOut:
    """Change the words. A signature given to other words falls away."""
    edited = await edit_typical_case(tx, case_id=case_id, texts=body.by_locale())
    return TypicalCaseOut.of(edited, tx.actor.roles)


@router.post("/typical-cases/{case_id}/signature", status_code=201)
@gate(roles=set(SIGNERS), judges=True, refuses=(TypicalCaseNotFound, ActNotAllowedNow))
async def sign_one_typical_case(case_id: UUID, tx: Tx) -> TypicalCaseOut:
    """Sign that nobody can be recognized in it: the first of two people."""
    return TypicalCaseOut.of(await sign_typical_case(tx, case_id=case_id), tx.actor.roles)


@router.post("/typical-cases/{case_id}/publication", status_code=201)
@gate(
    roles=set(PUBLISHERS),
    judges=True,
    refuses=(TypicalCaseNotFound, ActNotAllowedNow, SecondPersonNeeded),
)
async def publish_one_typical_case(case_id: UUID, tx: Tx) -> TypicalCaseOut:
    """Publish as the second person, who neither wrote nor signed it."""
    return TypicalCaseOut.of(await publish_typical_case(tx, case_id=case_id), tx.actor.roles)


@router.post("/typical-cases/{case_id}/retraction", status_code=201)
@gate(roles=set(PUBLISHERS), judges=True, refuses=(TypicalCaseNotFound, ActNotAllowedNow))
async def retract_one_typical_case(case_id: UUID, tx: Tx) -> TypicalCaseOut:
    """Take it back from the public."""
    return TypicalCaseOut.of(await retract_typical_case(tx, case_id=case_id), tx.actor.roles)


@public_router.get("/public/typical-cases", response_model=Page[PublishedCaseOut])
@gate(roles={"public"}, reads=True, tenant="public")
async def list_published_cases(
    query: Annotated[PublishedCaseQuery, Query()], request: Request, tx: Tx
) -> Response:
    """List published cases, the newest first."""
    statement = published_cases(kind=query.kind, cause_code=query.cause_code)
    found = await page(
        tx,
        statement,
        query,
        order=PUBLISHED_ORDER,
        item=lambda row: _published_out(row, request, query),
        updated=CASE_PUBLISHED_AT,
    )
    return cacheable(request, found, locale=_wished(request, query, LOCALES))


@public_router.get("/public/typical-cases/{case_id}", response_model=PublishedCaseOut)
@gate(roles={"public"}, reads=True, tenant="public", refuses=(TypicalCaseNotFound,))
async def read_published_case(
    case_id: UUID, query: Annotated[LocaleQuery, Query()], request: Request, tx: Tx
) -> Response:
    """Read one published case."""
    row = await published_case_of(tx, case_id)
    if row is None:
        raise TypicalCaseNotFound()
    found = _published_out(row, request, query)
    return cacheable(request, found, locale=found.locale)


def _published_out(row: Any, request: Request, query: LocaleQuery) -> PublishedCaseOut:
    texts: Mapping[str, Any] = row.texts
    told = tuple(locale for locale in LOCALES if locale in texts)
    locale = _wished(request, query, told)
    return PublishedCaseOut(
        id=row.id,
        agency_org_id=row.agency_org_id,
        kind=row.kind,
        cause_code=row.cause_code,
        locale=locale,
        published_at=row.published_at,
        **texts[locale],
    )


def _wished(request: Request, query: LocaleQuery, offered: tuple[str, ...]) -> str:
    return locale_of(query.locale or request.headers.get("accept-language"), offered)
