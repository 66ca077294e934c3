"""What is deployed: valid papers, and a service that needs nothing but itself and shared/."""

import os
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from tests.support.house import SERVICES, TREE

TOOLS = Path(sys.executable).parent
COMPOSE = TREE / "docker-compose.yml"
DOCKERFILE = TREE / "deploy" / "Dockerfile"
SCRIPTS = [
    *(TREE / "tools" / name for name in ("bootstrap", "newcomer")),
    TREE / ".ci" / "run",
    *sorted((TREE / "deploy").rglob("*.sh")),
]
BUILD = """
from importlib import import_module
from shared.service import Running
service = import_module("services.{name}.service").service
running = Running(service, service.settings(database_url="sqlite+aiosqlite:///{name}.db"))
assert running.app.routes
"""
NAMES = [folder.name for folder in SERVICES]


def ran(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True)


def compose_checked(file: Path) -> subprocess.CompletedProcess[str]:
    schema = ("--builtin-schema", "vendor.compose-spec")
    return ran(TOOLS / "check-jsonschema", *schema, file)


def built_alone(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Build the app of one service in a folder that holds nothing else."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, "-c", BUILD.format(name=name)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
    )


def copied(name: str, folder: Path) -> Path:
    """What the image holds: shared/ and one service."""
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(TREE / "shared", folder / "shared", ignore=skip)
    shutil.copytree(TREE / "services" / name, folder / "services" / name, ignore=skip)
    shutil.copy(TREE / "services" / "__init__.py", folder / "services")
    return folder


def test_the_compose_file_is_valid() -> None:
    result = compose_checked(COMPOSE)
    assert result.returncode == 0, result.stdout


def test_an_invalid_compose_file_is_found(tmp_path: Path) -> None:
    broken = tmp_path / "docker-compose.yml"
    text = COMPOSE.read_text(encoding="utf-8")
    broken.write_text(text.replace("condition: service_healthy", "conditions: wrong"))
    assert compose_checked(broken).returncode != 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("part", ["prepare", "api", "worker"])
def test_the_compose_file_runs_every_process(name: str, part: str) -> None:
    assert f"\n  {name}-{part}:\n" in COMPOSE.read_text(encoding="utf-8")


def test_the_dockerfile_is_clean() -> None:
    result = ran(TOOLS / "hadolint", DOCKERFILE)
    assert (result.returncode, result.stdout) == (0, "")


def test_a_careless_dockerfile_is_found(tmp_path: Path) -> None:
    careless = tmp_path / "Dockerfile"
    careless.write_text("FROM python\nRUN cd /x && sudo pip install y\n")
    assert ran(TOOLS / "hadolint", careless).returncode != 0


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_is_clean(script: Path) -> None:
    result = ran(TOOLS / "shellcheck", script)
    assert (result.returncode, result.stdout) == (0, "")


def test_a_careless_script_is_found(tmp_path: Path) -> None:
    careless = tmp_path / "careless.sh"
    careless.write_text("#!/bin/sh\nrm -rf $1\n")
    assert ran(TOOLS / "shellcheck", careless).returncode != 0


@pytest.mark.parametrize("name", NAMES)
def test_a_service_alone_builds_its_app(name: str, tmp_path: Path) -> None:
    result = built_alone(name, copied(name, tmp_path))
    assert result.returncode == 0, result.stderr


def test_a_service_that_needs_another_is_found(tmp_path: Path) -> None:
    folder = copied("quality", tmp_path)
    with (folder / "services" / "quality" / "service.py").open("a") as file:
        file.write("\nimport services.intake\n")
    result = built_alone("quality", folder)
    assert "No module named 'services.intake'" in result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_the_broker_lets_a_service_hear_whom_it_hears(name: str) -> None:
    script = (TREE / "deploy" / "rabbitmq" / "permissions.sh").read_text(encoding="utf-8")
    (allowed,) = re.findall(rf"^allow {name} '(.+)'$", script, re.MULTILINE)
    hears = import_module(f"services.{name}.service").service.topology.hears
    assert set(allowed.split("|")) == hears - {name}
