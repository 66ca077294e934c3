"""Domain: who a person says they are. The list of documents is open (法律援助法 69; law.md A24)."""

from datetime import date

from shared.kernel.check_characters import mod_11_2_character
from shared.kernel.refusals import NotUnderstood

CITIZEN_ID = "citizen_id"
UNKNOWN = "unknown"  # a suspect who gives no name
CUSTODY_NUMBER = "custody_number"  # the provisional key: custody place, slash, its number
NAME_UNKNOWN = "身份不明"

ADULT_AGE_YEARS = 18
ELDER_AGE_YEARS = 60

_OLD_LENGTH, _LENGTH = 15, 18
_OLD_CENTURY = "19"  # fifteen digits were issued to people born in the twentieth century only


class IdentityNumberInvalid(NotUnderstood):
    """A citizen number of wrong form, date or check. Facts: ``fault``, ``pointer``."""


def canonical_identity_number(text: str, *, today: date, pointer: str) -> str:
    """The eighteen-character form in upper case; old fifteen-digit numbers are lengthened.

    The area code is not checked: abolished areas live on in old numbers (law.md 10.2).
    Raises IdentityNumberInvalid.
    """
    number = text.strip().upper()
    if len(number) == _OLD_LENGTH and _is_digits(number):
        body = f"{number[:6]}{_OLD_CENTURY}{number[6:]}"
        number = body + mod_11_2_character(body)
    if len(number) != _LENGTH or not _is_digits(number[:-1]):
        raise IdentityNumberInvalid(fault="form", pointer=pointer)
    if number[-1] != mod_11_2_character(number[:-1]):
        raise IdentityNumberInvalid(fault="check_character", pointer=pointer)
    if birth_date_of(number, pointer=pointer) > today:
        raise IdentityNumberInvalid(fault="future_birth", pointer=pointer)
    return number


def birth_date_of(number: str, *, pointer: str) -> date:
    """The date inside an eighteen-character number. Raises IdentityNumberInvalid."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise IdentityNumberInvalid(fault="birth_date", pointer=pointer) from None


def age_on(birth: date, day: date) -> int:
    """Whole years; a birthday counts from its own day."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
