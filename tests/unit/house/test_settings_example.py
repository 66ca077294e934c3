"""What .env.example offers is what the services read: every setting, no other, with values they take."""

import re
from importlib import import_module
from typing import get_args

import pytest
from pydantic import BaseModel
from pydantic_settings import BaseSettings

from tests.support.house import SERVICES, TREE

NAMES = [folder.name for folder in SERVICES]
LINE = re.compile(r"^#? ?([A-Z]+_[A-Z_0-9]+)=(.*)$", re.MULTILINE)


def offered() -> dict[str, str]:
    return dict(LINE.findall((TREE / ".env.example").read_text(encoding="utf-8")))


def settings_of(service: str) -> type[BaseSettings]:
    declared: type[BaseSettings] = import_module(f"services.{service}.service").service.settings
    return declared


def variables(model: type[BaseModel], prefix: str) -> set[str]:
    """The names of the environment variables that fill ``model``; groups are entered."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        kinds = (field.annotation, *get_args(field.annotation))
        group = next((k for k in kinds if isinstance(k, type) and issubclass(k, BaseModel)), None)
        if group is not None:
            found |= variables(group, f"{prefix}{name.upper()}__")
        elif field.validation_alias is None:
            found.add(f"{prefix}{name.upper()}")
    return found


@pytest.mark.parametrize("service", NAMES)
def test_every_setting_of_a_service_is_offered_and_no_other(service: str) -> None:
    prefix = f"{service.upper()}_"
    listed = {name for name in offered() if name.startswith(prefix)}
    assert listed == variables(settings_of(service), prefix)


@pytest.mark.parametrize("service", NAMES)
def test_a_service_takes_the_values_offered(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in offered().items():
        if value:
            monkeypatch.setenv(name, value)
    assert settings_of(service)().model_dump()["environment"] == "development"


def test_a_value_no_service_takes_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTAKE_DATABASE_URL", "sqlite+aiosqlite:///x.db")
    monkeypatch.setenv("INTAKE_VAULT__SUITE", "homemade")
    with pytest.raises(ValueError, match="suite"):
        settings_of("intake")()
