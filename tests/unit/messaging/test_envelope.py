"""The envelope: fixed bytes, readable by any CloudEvents library, refusing what is not ours."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from uuid import UUID

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.actor import Origin
from shared.messaging.envelope import (
    MAX_BODY_BYTES,
    EnvelopeTooLarge,
    EnvelopeUnreadable,
    seal,
    unseal,
)

ID = UUID("01990000-0000-7000-8000-000000000001")
CAUSE = UUID("01990000-0000-7000-8000-000000000002")
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Item:
    code: str
    amount_fen: int


@dataclass(frozen=True, kw_only=True)
class Fact:
    matter_id: UUID
    on: date
    at: datetime
    items: tuple[Item, ...]
    note: str | None = None


FACT = Fact(matter_id=CAUSE, on=date(2026, 3, 2), at=NOON, items=(Item(code="包头", amount_fen=7),))


def sealed(data: object, **changes: object) -> bytes:
    attributes: dict[str, object] = {
        "id": ID,
        "type": "intake.application.granted.v1",
        "source": "/intake/1",
        "stream": f"matter/{CAUSE}",
        "sequence": 7,
        "tenant": "LA-150203",
        "time": NOON,
        "origin": Origin("p1", CAUSE, CAUSE, "00-aa-bb-01"),
    }
    return seal(data, **{**attributes, **changes})  # type: ignore[arg-type]


def test_what_was_sealed_is_read_back() -> None:
    message = unseal(sealed(FACT))
    assert message.id == ID
    assert message.producer == "intake"
    assert message.stream == f"matter/{CAUSE}"
    assert message.stream_kind == "matter"
    assert message.sequence == 7
    assert message.time == NOON
    assert message.origin == Origin("p1", CAUSE, CAUSE, "00-aa-bb-01")
    assert message.data == {
        "matter_id": str(CAUSE),
        "on": "2026-03-02",
        "at": "2026-03-02T04:00:00Z",
        "items": [{"code": "包头", "amount_fen": 7}],
        "note": None,
    }


def test_the_cloudevents_library_reads_our_bytes() -> None:
    event = JSONFormat().read(CloudEvent, sealed(FACT))
    assert event.get_id() == str(ID)
    assert event.get_subject() == f"matter/{CAUSE}"
    assert event.get_time() == NOON
    assert event.get_extension("sequence") == "0000000000000000007"
    assert event.get_extension("tenant") == "LA-150203"


def test_the_same_fact_gives_the_same_bytes() -> None:
    assert sealed(FACT) == sealed(FACT)


def test_chinese_text_travels_as_itself() -> None:
    assert "包头".encode() in sealed(FACT)


def test_an_instant_of_another_zone_is_written_in_utc() -> None:
    beijing = NOON.astimezone(timezone(timedelta(hours=8)))
    assert unseal(sealed({"at": beijing})).data == {"at": "2026-03-02T04:00:00Z"}


@pytest.mark.parametrize("value", [1.5j, object(), {1, 2}, datetime(2026, 1, 1), b"x"])
def test_a_value_without_a_plain_form_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        sealed({"value": value})


def test_a_fact_that_is_not_thin_is_refused() -> None:
    with pytest.raises(EnvelopeTooLarge):
        sealed({"text": "字" * MAX_BODY_BYTES})


def test_an_empty_tenant_is_left_out_and_read_back() -> None:
    body = sealed({}, tenant="")
    assert "tenant" not in json.loads(body)
    assert unseal(body).tenant == ""


def test_absent_causes_are_left_out() -> None:
    envelope = json.loads(sealed({}, origin=Origin("p1")))
    assert not {"causationid", "correlationid", "traceparent"} & envelope.keys()


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"id": "not an id"},
        {"subject": ""},
        {"subject": None},
        {"source": "intake"},
        {"sequence": "0"},
        {"sequence": "x"},
        {"time": "2026-03-02T04:00:00"},
        {"time": "yesterday"},
        {"data": [1]},
        {"tenant": "x" * 201},
        {"tenant": "a\x00b"},
        {"actor": 5},
        {"correlationid": "no"},
    ],
)
def test_an_envelope_with_a_wrong_attribute_is_unreadable(change: dict[str, object]) -> None:
    envelope = json.loads(sealed(FACT)) | change
    with pytest.raises(EnvelopeUnreadable):
        unseal(json.dumps(envelope).encode())


@pytest.mark.parametrize("missing", ["specversion", "id", "type", "subject", "data", "actor"])
def test_an_envelope_without_a_required_attribute_is_unreadable(missing: str) -> None:
    envelope = json.loads(sealed(FACT))
    del envelope[missing]
    with pytest.raises(EnvelopeUnreadable):
        unseal(json.dumps(envelope).encode())


def test_too_many_bytes_are_unreadable() -> None:
    with pytest.raises(EnvelopeUnreadable):
        unseal(b" " * (MAX_BODY_BYTES + 1))


@given(st.binary(max_size=200))
def test_arbitrary_bytes_never_raise_anything_else(body: bytes) -> None:
    with pytest.raises(EnvelopeUnreadable):
        unseal(body)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=10,
    )
)
def test_any_plain_data_survives(data: object) -> None:
    assert unseal(sealed({"data": data})).data == {"data": data}
