"""Use case: write a draft, change it, and file it; it is nobody's but its writer's."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from services.intake.domain.draft import Draft
from services.intake.domain.filing import Filing, FilingLink, LinkKind
from services.intake.store.drafts import Drafts
from services.intake.usecases.file_application import Filed, file_application
from shared.db.transaction import Transaction


async def write_draft(tx: Transaction, *, content: dict[str, Any]) -> Draft:
    fresh = Draft(id=tx.new_id())
    await Drafts(tx).add(fresh, content)
    tx.record(f"draft/{fresh.id}", "draft.write")
    return fresh


async def change_draft(tx: Transaction, *, draft_id: UUID, content: dict[str, Any]) -> Draft:
    """Raises DraftNotFound, ActNotAllowedNow once it is filed, VersionStale."""
    drafts = Drafts(tx)
    held = await drafts.get(draft_id)
    tx.expect_version(held.version)
    held.require_editable()
    saved = await drafts.save(held, content)
    tx.record(f"draft/{draft_id}", "draft.change", version=saved.version)
    return saved


async def file_draft(tx: Transaction, *, draft: Draft, filing: Filing) -> Filed:
    """The application takes over what the draft held. Raises what filing raises."""
    tx.expect_version(draft.version)
    draft.require_editable()
    link = FilingLink(kind=LinkKind.DRAFT, linked_id=draft.id)
    (filed,) = await file_application(tx, filing=replace(filing, link=link))
    await Drafts(tx).save(draft.file(filed.application.id), None)
    tx.record(f"draft/{draft.id}", "draft.file", application_id=filed.application.id)
    return filed
