"""Domain: separation of duties. It follows the person, across accounts, never the account."""

from collections.abc import Mapping
from itertools import combinations

from shared.kernel.refusals import Conflict, Forbidden

PEOPLE_MIN_EVER = 2  # whatever a policy row says, one person never pays alone (P-06)
PEOPLE_DEFAULT = 4  # preparer, reviewer, approver, releaser (law.md 7.3)

_PAIRS_BY_PEOPLE: Mapping[int, frozenset[frozenset[str]]] = {
    4: frozenset(
        frozenset(pair) for pair in combinations(("prepare", "review", "approve", "release"), 2)
    ),
    # The approver may also be the reviewer or the releaser; maker, checker, releaser never meet.
    3: frozenset(
        {
            frozenset({"prepare", "review"}),
            frozenset({"prepare", "approve"}),
            frozenset({"prepare", "release"}),
            frozenset({"review", "release"}),
        }
    ),
    2: frozenset(
        {
            frozenset({"prepare", "review"}),
            frozenset({"prepare", "approve"}),
            frozenset({"prepare", "release"}),
        }
    ),
}


class SamePersonActsTwice(Forbidden):
    """One person may not do both acts. Facts: ``act``, ``earlier_act``; no name."""


class TooFewPeople(Conflict):
    """A policy row asks for fewer people than the house ever allows. Facts: ``people_min``."""


def require_other_person(person_id: str, *, act: str, earlier: Mapping[str, str | None]) -> None:
    """Refuse ``act`` by a person who did one of the ``earlier`` acts (act -> person).

    Raises SamePersonActsTwice.
    """
    for earlier_act, earlier_person in earlier.items():
        if earlier_person is not None and earlier_person == person_id:
            raise SamePersonActsTwice(act=act, earlier_act=earlier_act)


def require_separate(
    person_id: str, *, act: str, earlier: Mapping[str, str | None], people_min: int
) -> None:
    """Maker, checker and releaser of money differ by data (P-06; 法律援助法 61).

    ``people_min`` comes from a dated policy row: four by default, a small agency may lower it
    with a document number, never under two. Raises SamePersonActsTwice, TooFewPeople.
    """
    if people_min < PEOPLE_MIN_EVER:
        raise TooFewPeople(people_min=people_min)
    pairs = _PAIRS_BY_PEOPLE[min(people_min, PEOPLE_DEFAULT)]
    barred = {name: person for name, person in earlier.items() if frozenset({act, name}) in pairs}
    require_other_person(person_id, act=act, earlier=barred)
