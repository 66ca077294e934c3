"""Queries: reviews, verdicts and ratings as their readers may see them. Blindness is kept here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.quality.domain.agreement import kappa_thousandths
from services.quality.domain.review import BLIND, REVIEWERS, Review, ReviewState
from services.quality.store.reviews import COMMENT_COLUMN, REPLY_COLUMN, Reviews
from services.quality.store.tables import provider, provider_rating, review, review_score
from shared.db.tables import access_grant
from shared.db.transaction import Transaction

REVIEW_ORDER = (review.c.opened_at, review.c.id)


@dataclass(frozen=True)
class SeenScore:
    """One verdict as its reader may know it: never by whom, but whether it is the reader's own."""

    place: int
    own: bool
    points: dict[str, int]
    vetoes: list[str]
    comment: str | None
    total_tenths: int
    grade_code: str


@dataclass(frozen=True)
class Agreement:
    """How far the two blind grades agree under one scorecard."""

    scorecard_id: str
    pairs: int
    kappa_thousandths: int | None


def reviews(tx: Transaction) -> Select[Any]:
    """What is open to the caller by role: the agency's to its officers, a file to its reviewers and

    (once all have scored) its handler, a final result to the manager of the handler's firm.
    """
    own_grant = select(access_grant.c.subject).where(
        access_grant.c.subject == tx.actor.subject,
        access_grant.c.object_id == review.c.id,
        or_(access_grant.c.until.is_(None), access_grant.c.until > tx.now),
    )
    open_to: list[ColumnElement[bool]] = [own_grant.exists()]
    if tx.actor.has("quality_officer", "agency_head"):
        open_to.append(review.c.org_id == tx.actor.org_id)
    if tx.actor.has("firm_manager"):
        final = review.c.state == ReviewState.FINAL
        open_to.append(and_(review.c.firm_org_id == tx.actor.org_id, final))
    return tx.scoped(review).where(or_(*open_to))


async def readable_review(tx: Transaction, review_id: UUID) -> Review | None:
    found = await tx.execute(reviews(tx).where(review.c.id == review_id))
    return await Reviews(tx).get(review_id) if found.first() else None


async def scores_seen(tx: Transaction, one: Review) -> Sequence[SeenScore]:
    """In the order they came in; while any verdict is out, a reader gets none but his own."""
    statement = (
        tx.scoped(review_score)
        .where(review_score.c.review_id == one.id)
        .order_by(review_score.c.place)
    )
    if one.state in BLIND:
        statement = statement.where(review_score.c.reviewer_person_id == tx.actor.person_id)
    return [
        SeenScore(
            place=row.place,
            own=row.reviewer_person_id == tx.actor.person_id,
            points=row.points,
            vetoes=row.vetoes,
            comment=await _opened(tx, one, COMMENT_COLUMN, row.comment_sealed),
            total_tenths=row.total_tenths,
            grade_code=row.grade_code,
        )
        for row in await tx.execute(statement)
    ]


async def reply_of(tx: Transaction, one: Review) -> str | None:
    """The handler's answer."""
    found = await tx.execute(tx.scoped(review, review.c.reply_sealed).where(review.c.id == one.id))
    return await _opened(tx, one, REPLY_COLUMN, found.scalar_one_or_none())


async def may_read_rating(tx: Transaction, provider_id: UUID) -> bool:
    """Who assigns and judges reads all; a provider their own; a firm's manager their people's."""
    if tx.actor.has("quality_officer", "assigner", "agency_head"):
        return True
    open_to: list[ColumnElement[bool]] = [provider.c.provider_subject == tx.actor.subject]
    if tx.actor.has("firm_manager"):
        open_to.append(provider.c.firm_org_id == tx.actor.org_id)
    statement = select(provider.c.provider_id).where(
        provider.c.provider_id == provider_id, or_(*open_to)
    )
    return (await tx.execute(statement)).first() is not None


async def rating_of(tx: Transaction, provider_id: UUID) -> Any | None:
    found = await tx.execute(
        select(provider_rating).where(provider_rating.c.provider_id == provider_id)
    )
    return found.one_or_none()


async def agreement(tx: Transaction) -> list[Agreement]:
    """Cohen's kappa of the first two grades, scorecard by scorecard, over files that both judged."""
    found = await tx.execute(
        tx.scoped(
            review_score, review_score.c.review_id, review_score.c.grade_code, review.c.scorecard_id
        )
        .join(review, review.c.id == review_score.c.review_id)
        .where(review_score.c.place < REVIEWERS)
        .order_by(review_score.c.review_id, review_score.c.place)
    )
    grades: dict[tuple[str, UUID], list[str]] = {}
    for row in found:
        grades.setdefault((row.scorecard_id, row.review_id), []).append(row.grade_code)
    pairs: dict[str, list[tuple[str, str]]] = {}
    for (scorecard_id, _), both in sorted(grades.items(), key=lambda one: str(one[0])):
        if len(both) == REVIEWERS:
            pairs.setdefault(scorecard_id, []).append((both[0], both[1]))
    return [Agreement(name, len(found), kappa_thousandths(found)) for name, found in pairs.items()]


async def _opened(tx: Transaction, one: Review, column: str, sealed: bytes | None) -> str | None:
    """The text; None where there is none, or it was erased with the person's data."""
    scope = f"matter/{one.matter_id}"
    cipher = (await tx.vault.ciphers(tx, [scope])).get(scope)
    return cipher.open(column, sealed) if cipher and sealed is not None else None
