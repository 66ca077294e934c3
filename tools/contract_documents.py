"""Tools: the published language of one service as data, made from its code."""

import inspect
import json
import tomllib
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_type_hints
from uuid import UUID

from pydantic import TypeAdapter

from shared.kernel.actor import Origin
from shared.kernel.events import facts_of, stream_of
from shared.messaging.envelope import seal, source_of
from shared.service import VERSION, Running, Service

SERVICES = ("intake", "assignment", "payment", "quality")
VALUES = Path(__file__).with_name("contract_values.toml")
EXAMPLE_ID = UUID("01990000-0000-7000-8000-00000000000e")
EXAMPLE_CAUSE = UUID("01990000-0000-7000-8000-00000000000c")
EXAMPLE_TIME = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
EXAMPLE_DAY = date(2026, 3, 2)
EXAMPLE_ACTOR = "person-1"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
ENVELOPE = "envelope.schema.json"

Document = dict[str, Any]


def documents() -> dict[str, Document]:
    """Every file of ``contracts/``, by its path there."""
    found = {ENVELOPE: envelope_schema()}
    for name in SERVICES:
        service: Service = import_module(f"services.{name}.service").service
        for event_type, fact in facts_of(name).items():
            found[f"{name}/events/{event_type}.schema.json"] = data_schema(event_type, fact)
            found[f"{name}/events/{event_type}.example.json"] = example(event_type, fact)
        found[f"{name}/asyncapi.json"] = asyncapi(service)
        found[f"{name}/openapi.json"] = openapi(service)
    return found


def rendered(document: Document) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def data_schema(event_type: str, fact: type) -> Document:
    """The schema of ``data``. A field with a default is optional: older messages lack it."""
    schema = TypeAdapter(fact).json_schema(mode="validation")
    return {"$schema": DIALECT, "$id": event_type, **_without_titles(schema), "title": event_type}


def envelope_schema() -> Document:
    """The schema of what is around ``data``, the same for every type."""
    text = {"type": "string", "minLength": 1, "maxLength": 200}
    return {
        "$schema": DIALECT,
        "$id": "envelope",
        "title": "CloudEvents 1.0, structured JSON, as this platform writes it",
        "type": "object",
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": {"type": "string", "pattern": "^/[a-z]+/[0-9]+$"},
            "type": {"type": "string", "pattern": r"^[a-z]+(\.[a-z_]+)+\.v[0-9]+$"},
            "subject": {**text, "description": "the stream: the unit of order"},
            "time": {"type": "string", "format": "date-time"},
            "datacontenttype": {"const": "application/json"},
            "sequence": {"type": "string", "pattern": "^[0-9]{19}$"},
            "tenant": {**text, "description": "the organization whose matter it is"},
            "actor": {**text, "description": "an opaque person id"},
            "correlationid": {"type": "string", "format": "uuid"},
            "causationid": {"type": "string", "format": "uuid"},
            "traceparent": text,
            "data": {"type": "object"},
        },
        "required": ["specversion", "id", "source", "type", "subject", "time", "sequence", "data"],
    }


def example(event_type: str, fact: type) -> Document:
    """One whole message with fictional values."""
    hints = get_type_hints(fact)
    values = {f.name: example_value(f.name, hints[f.name]) for f in fields(fact)}
    said = fact(**values)
    body = seal(
        said,
        id=EXAMPLE_ID,
        type=event_type,
        source=source_of(event_type.partition(".")[0]),
        stream=stream_of(said),
        sequence=1,
        tenant=str(_values()["agency_org_id"]),
        time=EXAMPLE_TIME,
        origin=Origin(EXAMPLE_ACTOR, EXAMPLE_CAUSE, EXAMPLE_CAUSE),
    )
    return dict(json.loads(body))


def example_value(name: str, kind: Any) -> Any:
    """From ``contract_values.toml``, else made from the type. Raises KeyError for a text unknown to both."""
    options = [option for option in get_args(kind) or (kind,) if option is not NoneType]
    plain = {
        UUID: UUID(int=EXAMPLE_CAUSE.int + sum(map(ord, name))),
        datetime: EXAMPLE_TIME,
        date: EXAMPLE_DAY,
        bool: False,
    }
    if name not in _values() and options[0] in plain:
        value = plain[options[0]]
        return (value,) if Ellipsis in options else value
    value = _values()[name]
    return tuple(value) if isinstance(value, list) else value


def asyncapi(service: Service) -> Document:
    """AsyncAPI 3.0: what the service says on its exchange, and what it hears on others'."""
    said = list(facts_of(service.name))
    heard: dict[str, list[str]] = {}
    for event_type in service.subscriptions.types:
        heard.setdefault(event_type.partition(".")[0], []).append(event_type)
    channels = {service.name: said, **{k: v for k, v in heard.items() if k != service.name}}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": service.title, "version": VERSION},
        "defaultContentType": "application/cloudevents+json",
        "channels": {producer: _channel(producer, types) for producer, types in channels.items()},
        "operations": {
            "say": _operation("send", service.name, said),
            **{f"hear_{p}": _operation("receive", p, types) for p, types in heard.items()},
        },
        "components": {
            "messages": {
                event_type: _message(service.name, event_type)
                for event_type in sorted({*said, *service.subscriptions.types})
            }
        },
    }


def openapi(service: Service) -> Document:
    """The document that the running service serves; nothing is connected to make it."""
    settings = service.settings(database_url="sqlite+aiosqlite:///never-opened.db")
    return Running(service, settings).app.openapi()


def _channel(producer: str, types: list[str]) -> Document:
    return {
        "address": f"{producer}.events",
        "messages": {t: {"$ref": f"#/components/messages/{t}"} for t in types},
        "bindings": {
            "amqp": {
                "is": "routingKey",
                "exchange": {"name": f"{producer}.events", "type": "topic", "durable": True},
            }
        },
    }


def _operation(action: str, producer: str, types: list[str]) -> Document:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{producer}"},
        "messages": [{"$ref": f"#/channels/{producer}/messages/{t}"} for t in types],
    }


def _message(service: str, event_type: str) -> Document:
    producer = event_type.partition(".")[0]
    folder = "events" if producer == service else f"../{producer}/events"
    return {
        "name": event_type,
        "contentType": "application/cloudevents+json",
        "payload": {
            "allOf": [
                {"$ref": f"../{ENVELOPE}"},
                {"properties": {"data": {"$ref": f"{folder}/{event_type}.schema.json"}}},
            ]
        },
    }


def _without_titles(schema: Any) -> Any:
    """Pydantic names every property after itself, which says nothing."""
    if isinstance(schema, Mapping):
        return {
            key: inspect.cleandoc(part) if isinstance(part, str) else _without_titles(part)
            for key, part in schema.items()
            if key != "title" or not isinstance(part, str)
        }
    return [_without_titles(item) for item in schema] if isinstance(schema, list) else schema


@cache
def _values() -> dict[str, Any]:
    return tomllib.loads(VALUES.read_text(encoding="utf-8"))
