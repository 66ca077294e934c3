"""Masking: how personal data looks before a reason is given."""

import pytest

from shared.security.masking import (
    mask_account,
    mask_address,
    mask_identity,
    mask_name,
    mask_phone,
)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("王小明", "王**"),
        ("欧阳明", "欧阳*"),
        ("欧阳", "欧*"),
        ("阿古拉·巴特尔", "阿******"),
        ("李", "李*"),
        ("", ""),
    ],
)
def test_a_name_shows_its_surname(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [("11010519491231002X", "110105********002X"), ("1101051949", "*" * 10), ("", "")],
)
def test_an_identity_number_shows_six_and_four(number: str, shown: str) -> None:
    assert mask_identity(number) == shown


def test_a_phone_number_shows_three_and_four() -> None:
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("12348") == "*****"


def test_an_account_shows_its_last_four_digits() -> None:
    assert mask_account("6222000000001234") == "************1234"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("内蒙古自治区包头市昆都仑区友谊大街1号", "内蒙古自治区包头市昆都仑区***"),
        ("包头市土默特右旗萨拉齐镇", "包头市土默特右旗***"),
        ("固阳县金山镇", "固阳县***"),
        ("友谊大街1号幸福小区2栋", "***"),
        ("幸福小区2栋", "***"),
        ("某地", "***"),
        ("", ""),
    ],
)
def test_an_address_shows_its_district(address: str, shown: str) -> None:
    assert mask_address(address) == shown
