"""API: matters - lists, the file for those it is opened to, and search by person."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from services.intake.api.matters_bodies import (
    FileOut,
    FileQuery,
    MatterOut,
    MatterQuery,
    UnmaskingIn,
    masked_file,
    whole_file,
)
from services.intake.api.people_search_bodies import FoundOut, PeopleFoundOut, PersonSearchIn
from services.intake.domain.identity import IdentityNumberInvalid
from services.intake.domain.matter import MatterNotFound
from services.intake.queries.matters import MATTER_ORDER, matters_list
from services.intake.queries.people import matters_of_person
from services.intake.queries.timeline import state_of
from services.intake.store.files import file_of
from services.intake.store.matters import Matters
from services.intake.usecases.note_read import Look, note_read
from shared.http.lists import Page, page
from shared.http.routing import ServiceRouter, Tx, gate
from shared.kernel.clock import law_date
from shared.security.reads import (
    UnmaskingNotAllowed,
    UnmaskingReasonMissing,
    record_read,
    record_unmasking,
)

CLERKS = {"intake_clerk", "reviewer", "agency_head"}
READERS = CLERKS | {"applicant", "representative", "partner", "provider", "bureau_officer"}
JUDGES = {"quality_reviewer", "panel_member", "bureau_officer"}  # while the review is open
UNMASKERS = frozenset(CLERKS | {"provider", "applicant"})
PERSONAL_COLUMNS = ("people", "statement", "needs.safe_contact", "paper")

router = ServiceRouter(prefix="/intake/v1", tags=["matters"])


@router.get("/matters")
@gate(roles=READERS, reads=True)
async def list_matters(query: Annotated[MatterQuery, Query()], tx: Tx) -> Page[MatterOut]:
    """List matters that you may see, oldest first."""
    statement = matters_list(
        tx, **query.model_dump(include={"case_no_prefix", "kind", "origin", "group_id"})
    )
    return await page(tx, statement, query, order=MATTER_ORDER, item=MatterOut.of_row)


@router.get("/matters/{matter_id}")
@gate(roles=READERS, reads=True, refuses=(MatterNotFound,))
async def read_matter(matter_id: UUID, tx: Tx) -> MatterOut:
    """Read one matter: codes and state, no personal data."""
    return MatterOut.of(await Matters(tx).get(matter_id), await state_of(tx, matter_id))


@router.get("/matters/{matter_id}/file")
@gate(roles=CLERKS | {"provider"} | JUDGES, reads=True, refuses=(MatterNotFound,))
async def read_file(matter_id: UUID, query: Annotated[FileQuery, Query()], tx: Tx) -> FileOut:
    """Open the file, masked; the citizen sees that it was read.

    The handler may from assignment on, reviewers and the bureau while their review
    lasts.
    """
    matter = await Matters(tx).get(matter_id)
    await note_read(tx, matter=matter, look=Look(purpose=query.purpose))
    return masked_file(matter, *await file_of(tx, matter_id))


@router.post("/matters/{matter_id}/file/unmasking")
@gate(
    roles=CLERKS | {"provider", "applicant"},
    reads=True,
    refuses=(MatterNotFound, UnmaskingNotAllowed, UnmaskingReasonMissing),
)
async def unmask_file(matter_id: UUID, body: UnmaskingIn, tx: Tx) -> FileOut:
    """Open the file whole: needs a role and a reason, and is recorded before the answer leaves."""
    matter = await Matters(tx).get(matter_id)
    await record_unmasking(
        tx,
        roles=UNMASKERS,
        reason=body.reason,
        object_id=str(matter_id),
        columns=PERSONAL_COLUMNS,
    )
    await note_read(tx, matter=matter, look=Look(purpose=body.purpose, whole=True))
    return whole_file(matter, *await file_of(tx, matter_id))


@router.post("/people/search")
@gate(roles=CLERKS, reads=True, refuses=(IdentityNumberInvalid,))
async def search_people(body: PersonSearchIn, tx: Tx) -> PeopleFoundOut:
    """Find a person's matters by number or full name. A POST: numbers never stand in addresses."""
    number = body.number(today=law_date(tx.now))
    rows = await matters_of_person(tx, document_number=number, name=body.name)
    found = [str(row.matter_id) for row in rows]
    await record_read(tx, "people.search", found=found)
    return PeopleFoundOut(items=[FoundOut.model_validate(row._asdict()) for row in rows])
