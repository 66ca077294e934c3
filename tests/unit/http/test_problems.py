"""Problems: the kind of a refusal decides its status, and no input ever comes back."""

import json
from typing import Any

import pytest
from pydantic import Field, ValidationError

from shared.db.transaction import VersionMissing, VersionStale
from shared.http.bodies import Body
from shared.http.catalogue import load_catalogue
from shared.http.idempotency import IdempotencyKeyReused, RequestInFlight, key_of
from shared.http.problems import (
    IdempotencyKeyMalformed,
    IdempotencyKeyMissing,
    Problem,
    invalid_payload,
    problem_body,
    problem_of,
    status_of,
)
from shared.kernel.codes import CodeUnknown
from shared.kernel.refusals import PolicyRowMissing, Refusal
from shared.security.key_sets import SignInUnavailable
from shared.security.tokens import TokenExpired, TokenMissing
from tests.support.sample_service import TicketNotFound

SECRET = "11010519491231002X"


class Household(Body):
    members: list[int] = Field(max_length=2)
    name: str = Field(max_length=5)


def body_of(problem: Problem, language: str = "zh") -> dict[str, object]:
    return problem_body(
        problem,
        load_catalogue(),
        "en" if language == "en" else "zh",
        service="sample",
        instance="/sample/v1/x",
        trace_id="t",
    )


@pytest.mark.parametrize(
    ("refusal", "status"),
    [
        (TokenMissing, 401),
        (TokenExpired, 401),
        (TicketNotFound, 404),
        (PolicyRowMissing, 409),
        (RequestInFlight, 409),
        (CodeUnknown, 422),
        (IdempotencyKeyReused, 422),
        (IdempotencyKeyMissing, 400),
        (IdempotencyKeyMalformed, 400),
        (VersionMissing, 428),
        (VersionStale, 412),
        (SignInUnavailable, 503),
        (Refusal, 409),
    ],
)
def test_the_kind_of_a_refusal_decides_its_status(refusal: type[Refusal], status: int) -> None:
    assert status_of(refusal) == status


def test_an_unknown_code_is_pointed_at_but_not_repeated() -> None:
    refusal = CodeUnknown(list="causes", code=SECRET, pointer="/cause_code")
    body = body_of(problem_of(refusal))
    assert body["errors"] == [
        {
            "in": "body",
            "pointer": "/cause_code",
            "code": "code_unknown",
            "message": "代码不在代码表中",
        }
    ]
    assert SECRET not in json.dumps(body)


def test_a_missing_policy_row_is_named() -> None:
    body = body_of(problem_of(PolicyRowMissing(table="rates", key="civil", day="2027-01-01")), "en")
    assert (
        body["detail"]
        == "rates holds no row for civil on 2027-01-01, and the system does not guess."
    )
    assert body["facts"] == {"table": "rates", "key": "civil", "day": "2027-01-01"}


@pytest.mark.parametrize(
    "payload",
    [
        {"members": [SECRET], "name": "a"},
        {"members": [1, 2, 3], "name": SECRET},
        {"members": [], "name": "a", SECRET: 1},
        {"members": {SECRET: SECRET}, "name": [SECRET]},
    ],
)
def test_a_refused_payload_is_never_echoed(payload: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as caught:
        Household.model_validate(payload)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()]
    body = body_of(invalid_payload(errors))
    assert body["errors"]
    assert SECRET not in json.dumps(body)


def test_places_are_json_pointers_and_bounds_are_told() -> None:
    errors: list[dict[str, Any]] = [
        {"type": "int_type", "loc": ("body", "members", 1), "ctx": {}},
        {"type": "too_long", "loc": ("query", "members"), "ctx": {"max_length": 2}},
    ]
    shown = body_of(invalid_payload(errors), "en")["errors"]
    assert shown == [
        {
            "in": "body",
            "pointer": "/members/1",
            "code": "int_type",
            "message": "A whole number is expected",
        },
        {"in": "query", "pointer": "/members", "code": "too_long", "message": "At most 2 items"},
    ]


def test_the_list_of_errors_is_bounded() -> None:
    errors = [{"type": "int_type", "loc": ("body", "members", n)} for n in range(10_000)]
    assert len(invalid_payload(errors).errors) == 50


@pytest.mark.parametrize(("header", "key"), [("abc", "abc"), ('"abc"', "abc"), (" abc ", "abc")])
def test_a_key_may_be_quoted(header: str, key: str) -> None:
    assert key_of(header) == key


@pytest.mark.parametrize("header", ["", '""', "a b", "键", "x" * 129, "a\tb"])
def test_a_malformed_key_is_refused(header: str) -> None:
    with pytest.raises(IdempotencyKeyMalformed):
        key_of(header)
