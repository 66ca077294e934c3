"""Domain: the signature record 签署记录 - on every form, who said yes, how, and on which day.

Who cannot write confirms in another recorded way (P148 11(2)).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.intake.domain.notice import require_past
from shared.kernel.refusals import Conflict


class SignatureMissing(Conflict):
    """Staff hand in a form for somebody only with a record of how that person signed it."""


class Signer(StrEnum):
    APPLICANT = "applicant"
    AGENT = "agent"
    REPRESENTATIVE = "representative"


class SignedForm(StrEnum):
    """The forms that bear a signature."""

    APPLICATION = "application"
    SUPPLEMENT = "supplement"
    WITHDRAWAL = "withdrawal"
    AUTHORIZATION = "authorization"  # 授权委托
    GROUP_DEPARTURE = "group_departure"


@dataclass(frozen=True, kw_only=True)
class Signature:
    """``method`` is a code: paper, fingerprint, e-sign, read aloud and confirmed."""

    method: str
    signed_on: date
    signed_by: Signer = Signer.APPLICANT

    def require_past(self, today: date, *, pointer: str) -> None:
        """Raises DayInTheFuture: a signature is never dated ahead."""
        require_past(self.signed_on, today=today, pointer=f"{pointer}/signed_on")
