"""API: drafts 草稿 - written and changed by one account, filed when complete; nobody else's."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field

from services.intake.api.applications import FILING_REFUSALS, shown_application
from services.intake.api.applications_bodies import ApplicationOut
from services.intake.api.coded import Channel, Material, OrgCode, Tag
from services.intake.api.filings_bodies import (
    ITEMS_MAX,
    STATEMENT_CHARS_MAX,
    ApplicationIn,
    CaseIn,
    owned,
)
from services.intake.api.people_bodies import (
    AgentIn,
    HouseholdIn,
    NeedsIn,
    OpponentIn,
    PersonIn,
)
from services.intake.api.signature_bodies import SignatureIn
from services.intake.domain.draft import Draft, DraftIncomplete, DraftNotFound
from services.intake.queries.drafts import DRAFT_ORDER, drafts_list
from services.intake.store.drafts import Drafts
from services.intake.usecases.write_draft import change_draft, file_draft, write_draft
from shared.http.bodies import Answer, Body
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.kernel.transitions import ActNotAllowedNow

WRITERS = {"applicant", "representative"}
NEEDED = ("org_id", "channel", "case", "applicant", "materials", "statement")

router = ServiceRouter(prefix="/intake/v1", tags=["drafts"])


class DraftIn(Body):
    """An application as far as it is written; everything may still be missing."""

    org_id: OrgCode | None = None
    channel: Channel | None = None
    case: CaseIn | None = None
    applicant: PersonIn | None = None
    agent: AgentIn | None = None
    tags: list[Tag] = Field(default_factory=list, max_length=ITEMS_MAX)
    household: HouseholdIn | None = None
    needs: NeedsIn = NeedsIn()
    opponents: list[OpponentIn] = Field(default_factory=list, max_length=ITEMS_MAX)
    materials: list[Material] = Field(default_factory=list, max_length=ITEMS_MAX)
    statement: str | None = Field(None, max_length=STATEMENT_CHARS_MAX)

    def content(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude_none=True)


class DraftFilingIn(Body):
    """Filing is signed; everything else is in the draft."""

    signature: SignatureIn


class DraftOut(Answer):
    id: UUID
    state: str
    application_id: UUID | None
    content: DraftIn | None
    version: int


class DraftLineOut(Answer):
    """One draft in the list: what is in it shows only when it is opened."""

    id: UUID
    application_id: UUID | None
    updated_at: datetime
    version: int


@router.post("/application-drafts", status_code=201)
@gate(roles=WRITERS, appends=True)
async def write_one_draft(body: DraftIn, tx: Tx) -> DraftOut:
    """Begin an application and go on later. Only your own account sees it."""
    return await _shown(tx, await write_draft(tx, content=body.content()))


@router.get("/application-drafts")
@gate(roles=WRITERS, reads=True)
async def list_drafts(query: Annotated[PageQuery, Query()], tx: Tx) -> Page[DraftLineOut]:
    """List your drafts, oldest first."""
    return await page(
        tx, drafts_list(tx), query, order=DRAFT_ORDER, item=DraftLineOut.model_validate
    )


@router.get("/application-drafts/{draft_id}")
@gate(roles=WRITERS, reads=True, refuses=(DraftNotFound,))
async def read_draft(draft_id: UUID, tx: Tx) -> DraftOut:
    """Read a draft of yours."""
    return await _shown(tx, await Drafts(tx).get(draft_id))


@router.put("/application-drafts/{draft_id}")
@gate(roles=WRITERS, judges=True, refuses=(DraftNotFound, ActNotAllowedNow))
async def change_one_draft(draft_id: UUID, body: DraftIn, tx: Tx) -> DraftOut:
    """Replace what the draft holds."""
    return await _shown(tx, await change_draft(tx, draft_id=draft_id, content=body.content()))


@router.post("/application-drafts/{draft_id}/filing", status_code=201)
@gate(
    roles=WRITERS,
    judges=True,
    refuses=(DraftNotFound, DraftIncomplete, *FILING_REFUSALS, ActNotAllowedNow),
)
async def file_one_draft(draft_id: UUID, body: DraftFilingIn, tx: Tx) -> ApplicationOut:
    """Sign and file the draft. From then on the application lives, and the draft is erased."""
    drafts = Drafts(tx)
    draft = await drafts.get(draft_id)
    draft.require_editable()
    content = await drafts.content(draft_id)
    missing = [name for name in NEEDED if not content.get(name)]
    if missing:
        raise DraftIncomplete(missing=missing)
    whole = ApplicationIn.model_validate({**content, "signature": body.signature})
    filing = owned(whole.filing([whole], today=law_date(tx.now), single=True), tx.actor)
    filed = await file_draft(tx, draft=draft, filing=filing)
    return await shown_application(tx, filed.application.id)


async def _shown(tx: Tx, draft: Draft) -> DraftOut:
    content = await Drafts(tx).content(draft.id)
    return DraftOut(
        id=draft.id,
        state=str(draft.state),
        application_id=draft.application_id,
        content=DraftIn.model_validate(content) if draft.application_id is None else None,
        version=draft.version,
    )
