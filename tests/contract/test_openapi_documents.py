"""The OpenAPI documents: complete, truthful about refusals, and mergeable without a loss."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from shared.http.openapi import merged_openapi
from shared.http.problems import MEDIA_TYPE, status_of
from tests.support.houses import HOUSES, House, open_house

Operation = tuple[str, dict[str, Any]]


@pytest.fixture(params=HOUSES)
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(request.param, tmp_path) as opened:
        yield opened


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method} {path}", operation


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from references(value)
    elif isinstance(part, list):
        for value in part:
            yield from references(value)


def test_operation_ids_are_stable_and_unique(house_document: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, operation in operations(house_document)]
    assert len(ids) == len(set(ids))
    assert all(name.isidentifier() and name == name.lower() for name in ids)


@pytest.fixture
def house_document(house: House) -> dict[str, Any]:
    document: dict[str, Any] = house.app.openapi()
    return document


def test_every_operation_says_what_it_does(house_document: dict[str, Any]) -> None:
    assert house_document["openapi"].startswith("3.1")
    for name, operation in operations(house_document):
        assert operation["summary"], name
        assert operation["tags"], name
        assert "security" in operation, name


def test_every_refusal_of_a_gate_is_documented(house: House) -> None:
    paths = house.app.openapi()["paths"]
    for route in house.routes:
        if not route.include_in_schema:
            continue
        responses = paths[route.path_format][route.operation.method.lower()]["responses"]
        for refusal in route.gate.refuses:
            content = responses[str(status_of(refusal))]["content"][MEDIA_TYPE]
            assert refusal.code in content["examples"], route.name


def test_headers_that_a_gate_asks_for_are_documented(house: House) -> None:
    paths = house.app.openapi()["paths"]
    for route in house.routes:
        if not route.include_in_schema:
            continue
        operation = paths[route.path_format][route.operation.method.lower()]
        named = {one["name"] for one in operation.get("parameters", ())}
        assert ("Idempotency-Key" in named) is route.operation.needs_key, route.name
        assert ("If-Match" in named) is (route.gate.lane == "judges"), route.name


def test_every_example_of_a_problem_has_the_form_of_one(house_document: dict[str, Any]) -> None:
    schemas = house_document["components"]["schemas"]
    whole = {**schemas["Problem"], "components": {"schemas": schemas}}
    validator = Draft202012Validator(whole)
    checked = 0
    for name, operation in operations(house_document):
        for status, response in operation["responses"].items():
            content = response.get("content", {}).get(MEDIA_TYPE, {})
            for code, example in content.get("examples", {}).items():
                assert validator.is_valid(example["value"]), f"{name} {status} {code}"
                assert str(example["value"]["status"]) == status, f"{name} {code}"
                checked += 1
    assert checked


def test_every_reference_leads_somewhere(house_document: dict[str, Any]) -> None:
    names = {f"#/components/schemas/{name}" for name in house_document["components"]["schemas"]}
    assert set(references(house_document)) <= names


def test_every_refusal_has_a_page(house: House) -> None:
    catalogue = house.app.state.catalogue
    codes = {refusal.code for route in house.routes for refusal in route.gate.refuses}
    assert codes <= set(catalogue.entries)


async def test_documents_merge_without_a_loss(tmp_path: Path) -> None:
    documents = []
    for name in HOUSES:
        async with open_house(name, tmp_path) as opened:
            documents.append(opened.app.openapi())
    merged = merged_openapi(documents, title="法律援助", version="0")
    assert len(list(operations(merged))) == sum(len(list(operations(one))) for one in documents)
    names = {f"#/components/schemas/{name}" for name in merged["components"]["schemas"]}
    assert set(references(merged)) <= names
    ids = [operation["operationId"] for _, operation in operations(merged)]
    assert len(ids) == len(set(ids))
