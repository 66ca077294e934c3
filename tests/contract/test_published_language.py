"""contracts/ is what the code says, readers understand it, and nobody can break it by accident."""

import copy
import json
from importlib import import_module
from typing import Any

import jsonschema_rs
import pytest

from shared.messaging.envelope import unseal
from shared.service import Service
from tools.contract_documents import ENVELOPE, SERVICES, documents, rendered
from tools.contracts import CONTRACTS, breaks, committed

COMMITTED = committed()
EXAMPLES = sorted(path for path in COMMITTED if path.endswith(".example.json"))
HEARD = [
    (name, event_type)
    for name in SERVICES
    for event_type in import_module(f"services.{name}.service").service.subscriptions.types
]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "matter_id": {"type": "string"},
        "amount_fen": {"type": "integer"},
        "items": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
    },
    "required": ["matter_id", "amount_fen"],
    "$defs": {"Item": {"type": "object", "properties": {"code": {"type": "string"}}}},
}


def test_contracts_are_what_the_code_says() -> None:
    made = {path: rendered(document) for path, document in documents().items()}
    stale = [
        path for path in made.keys() | COMMITTED.keys() if made.get(path) != COMMITTED.get(path)
    ]
    assert not stale, f"run `make contracts`: {sorted(stale)}"


@pytest.mark.parametrize("path", EXAMPLES)
def test_an_example_satisfies_its_schema_and_is_readable(path: str) -> None:
    example = json.loads(COMMITTED[path])
    data_schema = json.loads(COMMITTED[path.replace(".example.", ".schema.")])
    jsonschema_rs.validator_for(data_schema, validate_formats=True).validate(example["data"])
    envelope = json.loads(COMMITTED[ENVELOPE])
    jsonschema_rs.validator_for(envelope, validate_formats=True).validate(example)
    assert unseal(COMMITTED[path].encode()).type == example["type"]


@pytest.mark.parametrize(("service", "event_type"), HEARD)
def test_whoever_hears_a_type_reads_its_committed_example(service: str, event_type: str) -> None:
    declared: Service = import_module(f"services.{service}.service").service
    producer = event_type.partition(".")[0]
    path = f"{producer}/events/{event_type}.example.json"
    assert path in COMMITTED, f"{service} hears {event_type}, which nobody says"
    data = json.loads(COMMITTED[path])["data"]
    declared.subscriptions.reading_of(event_type).reader.validate_python(data)
    later = data | {"a_field_of_a_later_version": 1}
    declared.subscriptions.reading_of(event_type).reader.validate_python(later)


def test_every_reference_of_the_asyncapi_documents_leads_somewhere() -> None:
    for name in SERVICES:
        document = json.loads(COMMITTED[f"{name}/asyncapi.json"])
        for reference in references(document):
            if reference.startswith("#"):
                assert _inside(document, reference), reference
            else:
                assert (CONTRACTS / name / reference).resolve().is_file(), reference


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [r for value in part.values() for r in references(value)]
    return [r for item in part for r in references(item)] if isinstance(part, list) else []


def _inside(document: Any, reference: str) -> bool:
    for step in reference.removeprefix("#/").split("/"):
        document = document.get(step) if isinstance(document, dict) else None
    return document is not None


def changed(*path: str, to: Any) -> dict[str, Any]:
    """SCHEMA with one place set, or removed when ``to`` is None."""
    schema = copy.deepcopy(SCHEMA)
    place = schema
    for step in path[:-1]:
        place = place[step]
    if to is None:
        del place[path[-1]]
    else:
        place[path[-1]] = to
    return schema


@pytest.mark.parametrize(
    ("new", "is_broken"),
    [
        (SCHEMA, False),
        (changed("properties", "note", to={"type": "string"}), False),
        (changed("properties", "matter_id", to={"type": "string", "title": "Matter"}), False),
        (changed("properties", "amount_fen", to=None), True),
        (changed("properties", "amount_fen", to={"type": "number"}), True),
        (changed("properties", "amount_fen", to={"type": ["integer", "null"]}), True),
        (changed("required", to=["matter_id"]), True),
        (changed("required", to=["matter_id", "amount_fen", "items"]), True),
        (changed("$defs", "Item", "properties", "code", to={"type": "integer"}), True),
    ],
    ids=[
        "the same",
        "an optional field is added",
        "a title is added",
        "a field is removed",
        "a type changes",
        "null appears",
        "a field becomes optional",
        "a field is required anew",
        "a nested type changes",
    ],
)
def test_only_optional_additions_may_change_a_published_event(
    new: dict[str, Any], is_broken: bool
) -> None:
    assert bool(breaks(SCHEMA, new)) is is_broken
