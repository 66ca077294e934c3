"""Use case: give a matter its case number, once; whoever comes later finds the number it has."""

from services.intake.domain.matter import Matter
from services.intake.domain.numbering import case_number, case_series
from services.intake.store.matters import Matters
from shared.db.numbers import next_number
from shared.db.transaction import Transaction
from shared.kernel.clock import law_date


async def number_case(tx: Transaction, matter: Matter) -> str:
    """The matter's number; drawn here where it has none yet, so that the series has no gap.

    A later stage, a renewed notice, a corrected decision keep the number that the case has.
    """
    if matter.case_no is not None:
        return matter.case_no
    agency, year = matter.agency_org_id, law_date(tx.now).year
    serial = await next_number(tx, case_series(agency, year, matter.kind))
    case_no = case_number(agency, year, matter.kind, serial)
    await Matters(tx).number(matter.id, case_no)
    return case_no
