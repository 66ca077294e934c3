"""Security: how personal data looks to a reader who has not given a reason to see it whole."""

import re

HIDDEN = "*"
IDENTITY_HEAD, IDENTITY_TAIL = 6, 4
PHONE_HEAD, PHONE_TAIL = 3, 4
ACCOUNT_TAIL = 4

# The compound surnames still in use; every other name shows its first character only.
_COMPOUND_SURNAMES = re.compile(
    "欧阳|上官|司马|司徒|诸葛|皇甫|尉迟|公孙|慕容|令狐|端木|夏侯|轩辕|长孙|宇文|东方|南宫|独孤"
)
_COMPOUND_NAME_MIN = 3
_COUNTY = re.compile(
    r"^(?:[^\d路街]{2,6}(?:自治区|省))?(?:[^\d路街]{2,6}?[市盟州])?[^\d路街号村]{1,12}?(?:(?<!小)区|县|旗)"
)


def mask_name(name: str) -> str:
    """``张三`` to ``张*``, ``欧阳明`` to ``欧阳*``: the surname stays."""
    compound = len(name) >= _COMPOUND_NAME_MIN and _COMPOUND_SURNAMES.match(name)
    shown = 2 if compound else 1
    return name[:shown] + HIDDEN * max(len(name) - shown, 1) if name else ""


def mask_identity(number: str) -> str:
    """First six and last four characters stay; a shorter number is hidden whole."""
    return _middle(number, IDENTITY_HEAD, IDENTITY_TAIL)


def mask_phone(phone: str) -> str:
    """``13800001234`` to ``138****1234``."""
    return _middle(phone, PHONE_HEAD, PHONE_TAIL)


def mask_account(number: str) -> str:
    """A bank account shows its last four digits."""
    return _middle(number, 0, ACCOUNT_TAIL)


def mask_address(address: str) -> str:
    """The place down to the district, county or banner stays."""
    county = _COUNTY.match(address)
    return (county.group() if county else "") + HIDDEN * 3 if address else ""


def _middle(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden <= 0:
        return HIDDEN * len(text)
    return text[:head] + HIDDEN * hidden + text[-tail:]
