"""Domain: a partner's batch 批量推送 - up to a thousand pushes at once, each landing on its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from shared.kernel.refusals import Conflict, NotFound, Refusal


class PartnerBatchNotFound(NotFound):
    """No such batch, or not yours to see."""


class ItemContradictsEarlier(Conflict):
    """The same reference stands twice in one batch with other content. Facts: ``earlier``."""


class ItemKind(StrEnum):
    NOTICE = "notice"
    NOTICE_LIST = "notice_list"
    DUTY_REQUEST = "duty_request"
    ORGAN_UPDATE = "organ_update"


class ItemState(StrEnum):
    WAITING = "waiting"
    RECEIVED = "received"
    REFUSED = "refused"


@dataclass(frozen=True)
class ItemFault:
    """One place in an item: a JSON pointer below its content, and what kind of fault."""

    pointer: str
    type: str
    context: Mapping[str, str] | None = None  # bounds of the field; None: the problem's own title


@dataclass(frozen=True)
class ItemProblem:
    """Why an item was refused: the code of the problem, its facts, and where it lies."""

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[ItemFault, ...] = ()

    @classmethod
    def of(cls, refusal: Refusal) -> "ItemProblem":
        facts = dict(refusal.facts)
        pointer = facts.pop("pointer", None)
        facts.pop("place", None)
        faults = (ItemFault(str(pointer), refusal.code),) if pointer else ()
        return cls(refusal.code, facts, faults)


@dataclass(frozen=True)
class Receipt:
    """What an item became: the id under which its state is read."""

    kind: str
    id: UUID


@dataclass(frozen=True, kw_only=True)
class BatchItem:
    """One push of a batch at its place, counted from 0."""

    place: int
    kind: str
    reference: str | None
    state: ItemState = ItemState.WAITING
    receipts: tuple[Receipt, ...] = ()
    problem: ItemProblem | None = None

    def received(self, receipts: tuple[Receipt, ...]) -> "BatchItem":
        return replace(self, state=ItemState.RECEIVED, receipts=receipts)

    def refused(self, problem: ItemProblem) -> "BatchItem":
        return replace(self, state=ItemState.REFUSED, problem=problem)


@dataclass(frozen=True, kw_only=True)
class PartnerBatch:
    """What was sent, and how much of it is dealt with. The sender's content is not kept."""

    id: UUID
    org_id: str
    item_count: int
    done_count: int
    refused_count: int
    received_at: datetime
    finished_at: datetime | None = None

    @property
    def waiting_count(self) -> int:
        return self.item_count - self.done_count
