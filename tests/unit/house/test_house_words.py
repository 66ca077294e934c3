"""READMEs, glossary and code say the same; nothing in the tree names a machine or a registry."""

import ast
import subprocess

import pytest

from tests.support.house import SERVICES, TREE
from tests.support.house_words import (
    GLOSSARY,
    concepts,
    domain_types,
    foreign_words,
    glossary_words,
    heard,
    listed_events,
    said,
    tracked_texts,
)

NAMES = [folder.name for folder in SERVICES]


def readme_of(service: str) -> str:
    return (TREE / "services" / service / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("service", NAMES)
def test_a_readme_lists_what_its_service_says(service: str) -> None:
    assert listed_events(readme_of(service), "Says") == said(service)


@pytest.mark.parametrize("service", NAMES)
def test_a_readme_lists_what_its_service_hears(service: str) -> None:
    assert listed_events(readme_of(service), "Hears") == heard(service)


def test_an_event_that_a_readme_forgets_is_found() -> None:
    forgetful = readme_of("payment").replace("`payment.subsidy.paid.v1`", "")
    assert said("payment") - listed_events(forgetful, "Says") == {"payment.subsidy.paid.v1"}


def test_the_glossary_knows_every_concept_of_the_domains() -> None:
    words = glossary_words(GLOSSARY.read_text(encoding="utf-8"))
    assert sorted(domain_types() - words) == []


def test_the_glossary_has_no_word_without_code() -> None:
    words = glossary_words(GLOSSARY.read_text(encoding="utf-8"))
    assert sorted(words - domain_types()) == []


def test_a_concept_without_a_word_is_found() -> None:
    tree = ast.parse("@dataclass(frozen=True)\nclass Novelty:\n    x: int\nclass S(StrEnum): ...")
    assert list(concepts(tree)) == ["Novelty", "S"]
    assert glossary_words("| claim | 申领 | `Claim` | x | y |\n") == {"Claim"}


def test_no_file_names_a_machine_or_a_registry() -> None:
    listing = subprocess.run(["git", "ls-files"], cwd=TREE, capture_output=True, text=True)
    found = {
        name: words
        for name, text in tracked_texts(listing.stdout.splitlines())
        if (words := foreign_words(text))
    }
    assert found == {}


@pytest.mark.parametrize("text", ["cd /wo" + "rk/main", "https://py" + "pi.org/x"])
def test_a_foreign_word_is_found(text: str) -> None:
    assert foreign_words(text)
