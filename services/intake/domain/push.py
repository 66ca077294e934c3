"""Domain: what partners push - its versions, and what one version changed against the one before.

The key of a push is (client, reference, person): the same content again is the same receipt,
other content is a correction, kept as a version beside the earlier ones.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID


class PushKind(StrEnum):
    """What a version belongs to."""

    NOTICE = "notice"
    DUTY_REQUEST = "duty_request"
    ORGAN_UPDATE = "organ_update"


@dataclass(frozen=True, kw_only=True)
class PushedVersion:
    """One version of a push as received. ``changed`` names fields, never their values."""

    object_id: UUID
    number: int
    changed: tuple[str, ...]
    received_at: datetime
    received_by: str  # person_id


@dataclass(frozen=True)
class NamedAttachment:
    """A paper named by its sha256; ``material_id`` once it has arrived."""

    digest: str
    material_id: UUID | None


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> frozenset[str]:
    """The names under which the two differ, or which only one of them has."""
    return frozenset(
        name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
    )
