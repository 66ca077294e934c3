"""API: notifications - a citizen's inbox, and what became of each message for the agency."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from services.intake.domain.document import CLERKS
from services.intake.domain.matter import MatterNotFound
from services.intake.policy.notifications import worded
from services.intake.queries.notifications import NOTIFICATION_ORDER, notifications_list
from services.intake.store.matters import Matters
from shared.http.bodies import Answer
from shared.http.lists import Page, PageQuery, page
from shared.http.routing import ServiceRouter, Tx, gate

router = ServiceRouter(prefix="/intake/v1", tags=["notifications"])


class NotificationQuery(PageQuery):
    """Pages of messages, the newest first."""


class InboxMessageOut(Answer):
    """One message in the reader's own inbox, in both languages."""

    id: UUID
    matter_id: UUID
    created_at: datetime
    zh: str
    en: str

    @classmethod
    def of(cls, row: Any) -> "InboxMessageOut":
        zh, en = (worded(row.template, row.number, one, neutral=False) for one in ("zh", "en"))
        return cls(id=row.id, matter_id=row.matter_id, created_at=row.created_at, zh=zh, en=en)


class NotificationOut(Answer):
    """What became of a message. A failed one is for a person to see to."""

    id: UUID
    template: str
    number: str
    state: str
    channel: str | None
    failure_code: str | None
    tries: int
    created_at: datetime
    not_before: datetime
    ended_at: datetime | None


@router.get("/me/messages")
@gate(roles={"applicant", "representative"}, reads=True)
async def list_my_messages(
    query: Annotated[NotificationQuery, Query()], tx: Tx
) -> Page[InboxMessageOut]:
    """Read your inbox: every message about matters that are yours to see, the newest first."""
    statement = notifications_list(tx)
    return await page(tx, statement, query, order=NOTIFICATION_ORDER, item=InboxMessageOut.of)


@router.get("/matters/{matter_id}/notifications")
@gate(roles=set(CLERKS), reads=True, refuses=(MatterNotFound,))
async def list_notifications(
    matter_id: UUID, query: Annotated[NotificationQuery, Query()], tx: Tx
) -> Page[NotificationOut]:
    """List the messages about a matter with channel and outcome, the newest first."""
    await Matters(tx).get(matter_id)
    statement = notifications_list(tx, matter_id=matter_id)
    return await page(
        tx, statement, query, order=NOTIFICATION_ORDER, item=NotificationOut.model_validate
    )
