"""Taking values out of answers and putting them into later steps."""

import pytest

from embedded.values import NameUnknown, PathLeadsNowhere, fill, take

ANSWER = {
    "id": "m-1",
    "items": [{"code": "T01", "due_on": "2026-09-08"}, {"code": "T14", "due_on": None}],
    "summary": {"count": 2},
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("id", "m-1"),
        ("summary.count", 2),
        ("items[0].due_on", "2026-09-08"),
        ("items[code=T14].due_on", None),
        ("items[-1].code", "T14"),
        ("", ANSWER),
    ],
)
def test_a_path_leads_to_its_value(path: str, value: object) -> None:
    assert take(ANSWER, path) == value


@pytest.mark.parametrize(
    "path", ["name", "items[2]", "items[code=T99]", "items[x=1]", "id.more", "summary[0]"]
)
def test_a_path_to_nowhere_says_so(path: str) -> None:
    with pytest.raises(PathLeadsNowhere):
        take(ANSWER, path)


def test_names_are_filled_at_any_depth_and_keep_their_type_when_alone() -> None:
    template = {"id": "{matter}", "path": "/m/{matter}/x", "list": ["{count}", 7]}
    assert fill(template, {"matter": "m-1", "count": 3}) == {
        "id": "m-1",
        "path": "/m/m-1/x",
        "list": [3, 7],
    }


def test_a_name_that_nobody_saved_is_an_error() -> None:
    with pytest.raises(NameUnknown):
        fill("/m/{matter}", {})
