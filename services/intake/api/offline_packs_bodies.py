"""API: bodies of offline packs - what goes out on a stick, and what comes back filled."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, Field, ValidationError

from services.intake import policy
from services.intake.api.filings_bodies import ApplicationIn
from services.intake.api.partner_batches_bodies import ItemProblemOut, malformed
from services.intake.domain.filing import Filing
from services.intake.domain.offline_pack import PACK_TABLE, OfflinePack, PackState, UsedNumber
from services.intake.domain.partner_batch import ItemProblem
from services.intake.policy.public_texts import PUBLIC_TEXTS
from services.intake.usecases.merge_offline_filing import Merged, OfflineFiling
from services.intake.usecases.merge_offline_pack import PackClaim
from shared.http.bodies import AllowedActionOut, Answer, Body, allowed_actions_out
from shared.http.catalogue import Catalogue
from shared.http.languages import Language
from shared.http.lists import PageQuery
from shared.kernel.clock import law_date
from shared.kernel.codes import CodeList

NUMBERS_MAX = policy.LIMITS.offline_pack_numbers_max
KEY_CHARS_MAX, NUMBER_CHARS_MAX = 80, 40
OFFLINE_CODE_LISTS = (
    "kinds", "services", "stages", "causes", "standings", "channels", "recipient_tags",
    "circumstances", "materials", "document_kinds", "income_kinds", "relations", "assets",
    "languages", "genders", "signature_methods", "exempt_classes", "deemed_cases",
)  # fmt: skip


class PackIn(Body):
    count: int = Field(ge=1, le=NUMBERS_MAX, examples=[20])


class PackQuery(PageQuery):
    state: PackState | None = None


class PackHeadIn(Body):
    """The head of the pack exactly as it was downloaded, with its signature."""

    id: UUID
    org_id: str = Field(max_length=NUMBER_CHARS_MAX)
    agency_org_id: str = Field(max_length=NUMBER_CHARS_MAX)
    year: int
    first: int
    last: int
    issued_at: AwareDatetime
    usable_until: AwareDatetime
    signature: str = Field(max_length=KEY_CHARS_MAX)

    def claim(self, pack_id: UUID) -> PackClaim:
        head = self.model_dump(exclude={"signature"})
        instants = {name: head[name].isoformat() for name in ("issued_at", "usable_until")}
        return PackClaim(pack_id=pack_id, head={**head, **instants}, signature=self.signature)


class OfflineFilingIn(Body):
    """``key``: made by the client, once per filing; ``content``: an application's form."""

    key: str = Field(min_length=1, max_length=KEY_CHARS_MAX)
    receipt_no: str = Field(min_length=1, max_length=NUMBER_CHARS_MAX)
    received_at: AwareDatetime
    content: dict[str, Any]

    def offline(self) -> OfflineFiling:
        """Raises ValidationError where the form cannot be read."""
        form = ApplicationIn.model_validate(self.content)
        return OfflineFiling(
            key=self.key,
            receipt_no=self.receipt_no,
            received_at=self.received_at,
            content=self.content,
            filing=lambda: _filing(form, self.received_at),
        )


class FilledPackIn(Body):
    """A pack that comes back. Items are read one by one: a malformed one spoils no other."""

    pack: PackHeadIn
    items: list[Any] = Field(min_length=1, max_length=NUMBERS_MAX)

    def read(self) -> list[OfflineFiling | ItemProblem]:
        return [_read(raw) for raw in self.items]


class ItemOutcome(StrEnum):
    MERGED = "merged"
    MERGED_BEFORE = "merged_before"
    REFUSED = "refused"


class MergedItemOut(Answer):
    """What became of one filing, in the place where it stood."""

    place: int
    outcome: ItemOutcome
    application_id: UUID | None = None
    problem: ItemProblemOut | None = None


class MergeOut(Answer):
    merged_count: int
    merged_before_count: int
    refused_count: int
    items: list[MergedItemOut]

    @classmethod
    def of(
        cls, outcomes: Sequence[Merged | ItemProblem], catalogue: Catalogue, language: Language
    ) -> "MergeOut":
        items = [_item_out(one, place, catalogue, language) for place, one in enumerate(outcomes)]
        counts = dict.fromkeys(ItemOutcome, 0)
        for item in items:
            counts[item.outcome] += 1
        return cls(**{f"{outcome}_count": count for outcome, count in counts.items()}, items=items)


class PackHeadOut(Answer):
    """What the signature covers. Send it back unchanged."""

    id: UUID
    org_id: str
    agency_org_id: str
    year: int
    first: int
    last: int
    issued_at: datetime
    usable_until: datetime
    signature: str


class CodeOut(Answer):
    code: str
    label_zh: str
    label_en: str


class PackOut(Answer):
    """All that a counter needs without a network, in one file."""

    pack: PackHeadOut
    receipt_numbers: list[str]
    form: dict[str, Any] = Field(description="JSON Schema of an application's form")
    code_lists: dict[str, list[CodeOut]]
    checklist_zh: list[str]
    checklist_en: list[str]

    @classmethod
    def of(cls, pack: OfflinePack, signature: str) -> "PackOut":
        papers = {locale: list(texts.papers) for locale, texts in PUBLIC_TEXTS.items()}
        return cls(
            pack=PackHeadOut(**pack.head, signature=signature),
            receipt_numbers=list(pack.numbers),
            form=ApplicationIn.model_json_schema(),
            code_lists={name: _codes(policy.CODE_LISTS[name]) for name in OFFLINE_CODE_LISTS},
            checklist_zh=papers["zh-CN"],
            checklist_en=papers["en"],
        )


class PackLineOut(Answer):
    """One pack in a list."""

    id: UUID
    org_id: str
    agency_org_id: str
    year: int
    first: int
    last: int
    issued_at: datetime
    usable_until: datetime
    state: PackState
    closed_at: datetime | None
    version: int


class UsedNumberOut(Answer):
    """``received_at``: recorded offline; ``merged_at``: when it reached the register."""

    receipt_no: str
    application_id: UUID
    received_at: datetime
    merged_at: datetime


class PackAccountOut(PackLineOut):
    """Every number of the range: used, void since the pack was returned, or still out."""

    used: list[UsedNumberOut]
    void: list[str]
    outstanding: list[str]
    allowed_actions: list[AllowedActionOut]

    @classmethod
    def with_numbers(
        cls, pack: OfflinePack, used: Sequence[UsedNumber], roles: frozenset[str]
    ) -> "PackAccountOut":
        names = {serial: number for number, serial in pack.numbers.items()}
        rest = [names[one] for one in sorted(names.keys() - {number.serial for number in used})]
        closed = pack.state is PackState.CLOSED
        return cls(
            **PackLineOut.model_validate(pack).model_dump(),
            used=[_used_out(one, names) for one in used],
            void=rest if closed else [],
            outstanding=[] if closed else rest,
            allowed_actions=allowed_actions_out(PACK_TABLE.allowed_actions(pack.state, roles)),
        )


def _read(raw: Any) -> OfflineFiling | ItemProblem:
    try:
        read = OfflineFilingIn.model_validate(raw)
    except ValidationError as error:
        return malformed(error, within=False)
    try:
        return read.offline()
    except ValidationError as error:
        return malformed(error, within=True)


def _filing(form: ApplicationIn, received_at: datetime) -> Filing:
    return form.filing([form], today=law_date(received_at), single=True)


def _item_out(
    outcome: Merged | ItemProblem, place: int, catalogue: Catalogue, language: Language
) -> MergedItemOut:
    if isinstance(outcome, ItemProblem):
        problem = ItemProblemOut.of(outcome, place, catalogue, language)
        return MergedItemOut(place=place, outcome=ItemOutcome.REFUSED, problem=problem)
    kind = ItemOutcome.MERGED_BEFORE if outcome.again else ItemOutcome.MERGED
    return MergedItemOut(place=place, outcome=kind, application_id=outcome.application_id)


def _codes(of: CodeList) -> list[CodeOut]:
    return [
        CodeOut(code=one.code, label_zh=one.label_zh, label_en=one.label_en) for one in of.codes
    ]


def _used_out(used: UsedNumber, names: Mapping[int, str]) -> UsedNumberOut:
    return UsedNumberOut(
        receipt_no=names[used.serial],
        application_id=used.application_id,
        received_at=used.received_at,
        merged_at=used.merged_at,
    )
