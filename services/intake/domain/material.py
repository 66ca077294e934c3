"""Domain: materials 材料 - the papers, photos and recordings that people hand in for a matter."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound

ENDED_STATES = frozenset({"withdrawn", "deemed_withdrawn", "not_ours", "returned"})


class MaterialNotFound(NotFound):
    """No such material, or not yours to see."""


class MatterTakesNoMaterials(Conflict):
    """Everything behind the matter has ended without a decision; filing again is open."""


class MaterialsFull(Conflict):
    """A matter holds so many materials at most. Facts: ``limit``."""


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A complete upload of one's own, by its id or its digest, and the item that it answers."""

    item_code: str
    upload_id: UUID | None = None
    sha256: str | None = None


@dataclass(frozen=True, kw_only=True)
class Material:
    """One file handed in. ``sha256``: as it was sent; ``handed_in_as``: in which role."""

    id: UUID
    matter_id: UUID
    agency_org_id: str
    item_code: str
    file_id: UUID
    sha256: str
    handed_in_by: str  # person_id
    handed_in_as: str
    handed_in_org_id: str | None
    handed_in_at: datetime


def require_takes_materials(states: Collection[str], *, held: int, most: int) -> None:
    """``states``: of the application and notices behind the matter.

    Raises MatterTakesNoMaterials, MaterialsFull.
    """
    if states and ENDED_STATES.issuperset(states):
        raise MatterTakesNoMaterials()
    if held >= most:
        raise MaterialsFull(limit=most)
