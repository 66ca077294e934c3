"""Every refusal of every service has its texts in Chinese and English."""

from importlib import import_module

import pytest

from shared.http.catalogue import Catalogue, load_catalogue, missing_entries, refusals_below
from shared.kernel.refusals import Conflict, Refusal
from tests.support.house import SERVICES

NAMES = [folder.name for folder in SERVICES]


def catalogue_of(service: str) -> Catalogue:
    (folder,) = (one for one in SERVICES if one.name == service)
    return load_catalogue(folder / "policy" / "problems.toml")


def refusals_of(service: str) -> set[type[Refusal]]:
    """Those of the service and of the chassis it stands on."""
    import_module(f"services.{service}.service")
    homes = (f"services.{service}.", "shared.")
    return {one for one in refusals_below() if one.__module__.startswith(homes)}


@pytest.mark.parametrize("service", NAMES)
def test_every_refusal_is_explained_in_both_languages(service: str) -> None:
    assert refusals_of(service)
    assert missing_entries(catalogue_of(service), refusals_of(service)) == []


class NobodyWroteThis(Conflict):
    """A refusal without texts."""


def test_an_unexplained_refusal_is_found() -> None:
    unexplained = NobodyWroteThis
    assert missing_entries(catalogue_of("intake"), {unexplained}) == [unexplained.code]
