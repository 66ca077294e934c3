"""Every refusal that any service can make has its words in both languages."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

from shared.http.catalogue import load_catalogue, missing_entries, refusals_below

SERVICES = ("intake", "assignment", "payment", "quality")


def modules_of(package: str) -> list[str]:
    root = import_module(package)
    names = [one.name for one in walk_packages(root.__path__, f"{package}.")]
    return [name for name in names if not name.endswith("__main__") and ".migrations" not in name]


@pytest.mark.parametrize("service", SERVICES)
def test_every_refusal_of_a_service_is_explained(service: str) -> None:
    package = f"services.{service}"
    for name in modules_of(package):
        import_module(name)
    file = Path(str(import_module(package).__file__)).parent / "policy" / "problems.toml"
    own = {one for one in refusals_below() if one.__module__.startswith(f"{package}.")}
    assert own
    assert missing_entries(load_catalogue(file), own) == []
