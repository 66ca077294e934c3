"""Store: the application form and the people of a matter as sealed JSON, and back."""

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from services.intake.domain.facts import CaseFacts, Household, Member, Population, plain
from services.intake.domain.matter import Form, Needs, Part, Person


def form_text(form: Form) -> str:
    """The text that is sealed; sets sorted, so that equal forms are equal text."""
    return json.dumps(plain(form), ensure_ascii=False, separators=(",", ":"))


def form_of(text: str) -> Form:
    value = json.loads(text)
    return Form(
        facts=facts_of(value["facts"]),
        household=household_of(value["household"]),
        needs=Needs(**value["needs"]),
        statement=value["statement"],
        signature_method=value["signature_method"],
        signed_on=date.fromisoformat(value["signed_on"]),
    )


def facts_of(value: dict[str, Any]) -> CaseFacts:
    return CaseFacts(
        **{
            **value,
            "received_on": date.fromisoformat(value["received_on"]),
            "tags": frozenset(value["tags"]),
            "circumstances": frozenset(value["circumstances"]),
        }
    )


def household_of(value: dict[str, Any] | None) -> Household | None:
    if value is None:
        return None
    return Household(
        population=Population(value["population"]),
        members=tuple(Member(**member) for member in value["members"]),
        claimed_classes=frozenset(value["claimed_classes"]),
        claimed_deemed=frozenset(value["claimed_deemed"]),
        special_case=value["special_case"],
        asset_codes=frozenset(value["asset_codes"]),
    )


def person_text(person: Person) -> str:
    return json.dumps(asdict(person), ensure_ascii=False, separators=(",", ":"))


def person_of(text: str) -> Person:
    value = json.loads(text)
    return Person(**{**value, "part": Part(value["part"])})
