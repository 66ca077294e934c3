"""API: the signature as it comes in - on every form, who signed, how, on which day."""

from datetime import date

from services.intake.api.coded import SignatureMethod
from services.intake.domain.signature import Signature, Signer
from shared.http.bodies import Body


class SignatureIn(Body):
    """Who could not write says yes in another recorded way (P148 11(2))."""

    method: SignatureMethod
    signed_on: date
    signed_by: Signer = Signer.APPLICANT

    def signature(self) -> Signature:
        return Signature(
            method=self.method, signed_on=self.signed_on, signed_by=Signer(self.signed_by)
        )


def signature_of(given: SignatureIn | None) -> Signature | None:
    """None leaves it to the account of who acts."""
    return given.signature() if given else None
