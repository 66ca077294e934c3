"""Support: a small tree with the rooms of ours, in which one import at a time breaks a contract."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.support.house import TREE

ROOMS = (
    "__main__ service config api subscriptions tasks usecases queries store gateways policy domain"
).split()
SHARED = "run service http messaging files security db observability kernel".split()
LINT_IMPORTS = Path(sys.executable).parent / "lint-imports"


def small_tree(folder: Path) -> Path:
    """Two services and shared/, every room a file, no import anywhere."""
    for service in ("intake", "payment"):
        rooms = folder / "services" / service
        rooms.mkdir(parents=True)
        for room in ROOMS:
            (rooms / f"{room}.py").touch()
        (rooms / "store.py").unlink()
        (rooms / "store").mkdir()
        for name in ("__init__", "tables", "claims"):
            (rooms / "store" / f"{name}.py").touch()
        (rooms / "__init__.py").touch()
    (folder / "services" / "__init__.py").touch()
    for top, names in (("shared", SHARED), ("embedded", ["house"])):
        (folder / top).mkdir()
        for name in ("__init__", *names):
            (folder / top / f"{name}.py").touch()
    shutil.copy(TREE / ".importlinter", folder)
    return folder


def linted(folder: Path) -> str:
    """What lint-imports prints about a tree."""
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder)}
    command = [str(LINT_IMPORTS), "--no-cache"]
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    return result.stdout + result.stderr
