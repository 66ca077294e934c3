"""Domain: the one-time code 查询码 - a person without an account reads how the case stands.

The receipt number alone opens nothing: it stands on paper that others may see.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.kernel.refusals import NotFound


class StatusNotShown(NotFound):
    """No such receipt, or its code is wrong, spent or too old: the four are never told apart."""


@dataclass(frozen=True, kw_only=True)
class StatusCode:
    """The one code of a receipt. ``digest`` is keyed; every look costs one of ``looks_left``."""

    receipt_no: str
    matter_id: UUID
    agency_org_id: str
    digest: str
    valid_until: datetime
    looks_left: int

    def spend(self) -> "StatusCode":
        """Right or wrong, a look is spent. Raises StatusNotShown when none is left."""
        if self.looks_left < 1:
            raise StatusNotShown()
        return replace(self, looks_left=self.looks_left - 1)

    def require(self, digest: str, now: datetime) -> None:
        """Raises StatusNotShown."""
        if digest != self.digest or now >= self.valid_until:
            raise StatusNotShown()
