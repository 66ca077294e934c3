"""Kernel: check characters of published numbers, by the standard library of numbers.

The domains may not import third parties; this is the one algorithm of theirs that they need.
"""

from stdnum.iso7064 import mod_11_2


def mod_11_2_character(body: str) -> str:
    """The last character for the digits of ``body`` (ISO 7064 MOD 11-2, GB 11643-1999)."""
    return str(mod_11_2.calc_check_digit(body))
