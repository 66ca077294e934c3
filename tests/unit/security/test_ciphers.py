"""Sealed cells: they open where they were sealed, and nowhere else."""

import base64
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from shared.security.ciphers import ScopeCipher, SealBroken, Suite, keyed_digest
from shared.security.settings import (
    DEVELOPMENT_KEY,
    IssuerSettings,
    SettingsUnsafe,
    check_issuer,
    key_bytes,
)

KEY = bytes(range(32))
CELL = "application.applicant_name"


@given(text=st.text(), suite=st.sampled_from(Suite))
def test_what_is_sealed_opens(text: str, suite: Suite) -> None:
    cipher = ScopeCipher("matter/1", suite, KEY)
    assert cipher.open(CELL, cipher.seal(CELL, text)) == text


@given(position=st.integers(min_value=0), bit=st.integers(0, 7), suite=st.sampled_from(Suite))
def test_one_changed_bit_breaks_the_seal(position: int, bit: int, suite: Suite) -> None:
    cipher = ScopeCipher("matter/1", suite, KEY)
    sealed = bytearray(cipher.seal(CELL, "张三"))
    sealed[position % len(sealed)] ^= 1 << bit
    with pytest.raises(SealBroken):
        cipher.open(CELL, bytes(sealed))


@pytest.mark.parametrize("suite", Suite)
def test_a_cell_moved_to_another_column_fails(suite: Suite) -> None:
    cipher = ScopeCipher("matter/1", suite, KEY)
    with pytest.raises(SealBroken):
        cipher.open("application.phone", cipher.seal(CELL, "张三"))


@pytest.mark.parametrize("suite", Suite)
def test_a_cell_moved_to_another_matter_fails_even_under_one_key(suite: Suite) -> None:
    sealed = ScopeCipher("matter/1", suite, KEY).seal(CELL, "张三")
    with pytest.raises(SealBroken):
        ScopeCipher("matter/2", suite, KEY).open(CELL, sealed)


@pytest.mark.parametrize("suite", Suite)
def test_the_same_text_never_looks_the_same(suite: Suite) -> None:
    cipher = ScopeCipher("matter/1", suite, KEY)
    assert cipher.seal(CELL, "张三") != cipher.seal(CELL, "张三")


def test_a_value_says_its_own_suite_so_that_a_switch_keeps_old_values_readable() -> None:
    sealed = ScopeCipher("matter/1", Suite.INTERNATIONAL, KEY).seal(CELL, "张三")
    assert ScopeCipher("matter/1", Suite.NATIONAL, KEY).open(CELL, sealed) == "张三"


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x01\x01" + bytes(27), b"\x02\x01" + bytes(40)])
def test_something_else_is_not_opened(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        ScopeCipher("matter/1", Suite.INTERNATIONAL, KEY).open(CELL, sealed)


def test_the_digest_of_the_national_suite_is_sm3() -> None:
    assert keyed_digest(Suite.NATIONAL, KEY, b"x") != keyed_digest(Suite.INTERNATIONAL, KEY, b"x")
    assert len(keyed_digest(Suite.NATIONAL, KEY, b"x")) == 32


def test_a_cipher_does_not_print_its_key() -> None:
    assert "\\x01" not in repr(ScopeCipher("matter/1", Suite.NATIONAL, KEY))


@pytest.mark.parametrize(
    ("value", "production"),
    [
        ("not base64!", False),
        (base64.b64encode(b"short").decode(), False),
        (DEVELOPMENT_KEY, True),
        (base64.b64encode(bytes(32)).decode(), True),
    ],
)
def test_a_weak_key_stops_the_service(value: str, production: bool) -> None:
    with pytest.raises(SettingsUnsafe) as refusal:
        key_bytes("kek", SecretStr(value), production=production)
    assert value not in str(refusal.value)


def test_a_real_key_starts_production() -> None:
    secret = SecretStr(base64.b64encode(os.urandom(32)).decode())
    assert len(key_bytes("kek", secret, production=True)) == 32


def test_production_wants_an_asymmetric_algorithm_and_https() -> None:
    with pytest.raises(SettingsUnsafe):
        check_issuer(IssuerSettings(algorithm="HS256"), production=False)
    with pytest.raises(SettingsUnsafe):
        check_issuer(IssuerSettings(), production=True)
    check_issuer(IssuerSettings(), production=False)
