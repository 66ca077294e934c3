"""Use case: issue an offline pack - reserve receipt numbers for a day without network; take them back."""

from datetime import datetime, timedelta
from uuid import UUID

from services.intake.domain.filing import AgencyNotYours
from services.intake.domain.numbering import receipt_series
from services.intake.domain.offline_pack import OfflinePack
from services.intake.domain.organization import decider_of
from services.intake.policy import LIMITS
from services.intake.store.offline_packs import OfflinePacks
from services.intake.store.organizations import Organizations
from shared.db.grants import open_grant
from shared.db.numbers import reserve_numbers
from shared.db.transaction import Transaction
from shared.kernel.clock import LAW_ZONE, law_date

AGENCY = "agency"


async def issue_offline_pack(tx: Transaction, *, count: int) -> OfflinePack:
    """``count`` numbers of the agency's series are this pack's from now on: used, or void.

    The agency behind a workstation sees the pack too. Raises AgencyNotYours, OrganizationUnknown,
    OrganizationWrongKind.
    """
    org_id = tx.actor.org_id
    if org_id is None:
        raise AgencyNotYours(org="")
    agency = decider_of(await Organizations(tx).get(org_id, pointer="/org_id"), pointer="/org_id")
    year = law_date(tx.now).year
    numbers = await reserve_numbers(tx, receipt_series(agency, year), count)
    pack = OfflinePack(
        id=tx.new_id(),
        org_id=org_id,
        agency_org_id=agency,
        year=year,
        first=numbers[0],
        last=numbers[-1],
        issued_by=tx.actor.person_id,
        issued_at=tx.now,
        usable_until=_usable_until(tx.now),
    )
    await OfflinePacks(tx).add(pack)
    await open_grant(tx, subject=f"org/{agency}", object_id=pack.id, org_id=org_id, purpose=AGENCY)
    tx.record(f"offline_pack/{pack.id}", "offline_pack.issue", first=pack.first, last=pack.last)
    return pack


async def return_offline_pack(tx: Transaction, *, pack_id: UUID) -> OfflinePack:
    """Close the books of the pack: what no receipt bears is void. Raises ActNotAllowedNow."""
    packs = OfflinePacks(tx)
    pack = await packs.get(pack_id, to_merge=True)
    tx.expect_version(pack.version)
    used = len(await packs.all_used(pack))
    void = pack.last - pack.first + 1 - used
    saved = await packs.save(pack.give_back(now=tx.now))
    tx.record(f"offline_pack/{pack_id}", "offline_pack.return", used=used, void=void)
    return saved


def _usable_until(now: datetime) -> datetime:
    """Never into another year: the numbers are of this year's series."""
    days_end = now + timedelta(days=LIMITS.offline_pack_days)
    new_year = datetime(law_date(now).year + 1, 1, 1, tzinfo=LAW_ZONE)
    return min(days_end, new_year - timedelta(microseconds=1))
