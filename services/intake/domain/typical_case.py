"""Domain: the typical case 典型案例 - told without anybody's data, signed by two people, then public."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from services.intake.domain.matter import Person
from shared.kernel.refusals import Forbidden, NotFound, NotUnderstood
from shared.kernel.transitions import Transition, TransitionTable

# Runs of digits as people write them: spaces and hyphens between them hide nothing.
_SEPARATORS = re.compile(r"(?<=\d)[\s\-·]+(?=[\dXx])")
_PATTERNS = {
    "identity_number": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15}(?!\d)"),
    "phone": re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)"),
    "account": re.compile(r"(?<!\d)\d{16,19}(?!\d)"),
}
NAME_CHARS_MIN = 2  # a name of one character is found in every text


class TypicalCaseNotFound(NotFound):
    """No such typical case, or not yours to see."""


class PersonalDataLeft(NotUnderstood):
    """The text still lets somebody be recognized. Facts: ``kind``, ``pointer``."""


class SecondPersonNeeded(Forbidden):
    """Who wrote or signed a case does not publish it: two people look at what becomes public."""


class TypicalCaseState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"
    PUBLISHED = "published"
    RETRACTED = "retracted"


_S = TypicalCaseState
WRITERS = frozenset({"intake_clerk", "reviewer", "agency_head"})
SIGNERS = frozenset({"reviewer", "agency_head"})
PUBLISHERS = frozenset({"agency_head"})

TYPICAL_CASE_TABLE: TransitionTable[TypicalCaseState] = TransitionTable(
    (
        Transition("edit", frozenset({_S.DRAFT, _S.SIGNED}), _S.DRAFT, WRITERS),
        Transition("sign", frozenset({_S.DRAFT}), _S.SIGNED, SIGNERS),
        Transition("publish", frozenset({_S.SIGNED}), _S.PUBLISHED, PUBLISHERS),
        Transition("retract", frozenset({_S.PUBLISHED}), _S.RETRACTED, PUBLISHERS),
    )
)


@dataclass(frozen=True)
class CaseText:
    """The case in one locale."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True, kw_only=True)
class TypicalCase:
    """``texts`` by locale. An edit takes the signature back: it was given to other words."""

    id: UUID
    agency_org_id: str
    matter_id: UUID | None
    kind: str
    cause_code: str
    texts: Mapping[str, CaseText]
    state: TypicalCaseState
    author_person_id: str
    signer_person_id: str | None = None
    publisher_person_id: str | None = None
    version: int = 1

    def edit(self, texts: Mapping[str, CaseText], *, person_id: str) -> "TypicalCase":
        """Whoever wrote last is its author."""
        state = self._after("edit")
        return replace(
            self, texts=texts, state=state, author_person_id=person_id, signer_person_id=None
        )

    def sign(self, *, person_id: str) -> "TypicalCase":
        return replace(self, state=self._after("sign"), signer_person_id=person_id)

    def publish(self, *, person_id: str) -> "TypicalCase":
        """Raises SecondPersonNeeded; it follows the person, whatever account is used."""
        state = self._after("publish")
        if person_id in (self.author_person_id, self.signer_person_id):
            raise SecondPersonNeeded()
        return replace(self, state=state, publisher_person_id=person_id)

    def retract(self) -> "TypicalCase":
        return replace(self, state=self._after("retract"))

    def _after(self, act: str) -> TypicalCaseState:
        return TYPICAL_CASE_TABLE.after(self.state, act)


def require_redacted(texts: Mapping[str, CaseText], people: Iterable[Person]) -> None:
    """No number of a person, and no name or number of the matter's own people.

    A machine finds what has a form; the two signatures are for the rest. Raises PersonalDataLeft.
    """
    known = tuple(people)
    for locale, text in texts.items():
        for part in ("title", "summary", "body"):
            kind = personal_data_in(getattr(text, part), known)
            if kind is not None:
                raise PersonalDataLeft(kind=kind, pointer=f"/texts/{locale}/{part}")


def personal_data_in(text: str, people: Iterable[Person]) -> str | None:
    """What kind of personal data stands in the text, if any."""
    plain = _SEPARATORS.sub("", unicodedata.normalize("NFKC", text))
    for kind, pattern in _PATTERNS.items():
        if pattern.search(plain):
            return kind
    for person in people:
        if person.is_person and len(person.name) >= NAME_CHARS_MIN and person.name in plain:
            return "name"
        if person.document_number and person.document_number in plain.upper():
            return "identity_number"
    return None
