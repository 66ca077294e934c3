"""Entity tags: the version of the aggregate, and only that."""

import pytest

from shared.http.bodies import Answer
from shared.http.etags import tag_of, unchanged


class Versioned(Answer):
    version: int


class Plain(Answer):
    name: str


def test_the_tag_is_the_version() -> None:
    assert tag_of(Versioned(version=7)) == '"7"'
    assert tag_of(Plain(name="a")) is None
    assert tag_of([Versioned(version=7)]) is None


@pytest.mark.parametrize(
    ("header", "same"),
    [
        (None, False),
        ('"7"', True),
        ('W/"7"', True),
        ('"6", "7"', True),
        ("*", True),
        ('"70"', False),
        ("7", False),
        ("", False),
    ],
)
def test_a_reader_who_holds_the_version_need_not_read_it_again(
    header: str | None, same: bool
) -> None:
    assert unchanged(header, '"7"') is same
