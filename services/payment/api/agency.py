"""API: the agency that a caller acts for."""

from shared.db.transaction import Transaction
from shared.kernel.refusals import Forbidden


class OrganizationMissing(Forbidden):
    """The token names no organization, so there is no agency to act for."""


def own_agency(tx: Transaction) -> str:
    """Raises OrganizationMissing."""
    if tx.actor.org_id is None:
        raise OrganizationMissing()
    return tx.actor.org_id
