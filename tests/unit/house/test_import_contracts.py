"""Every import contract can fail: one forbidden import breaks exactly the contract meant for it."""

import re
from pathlib import Path

import pytest

from tests.support.import_contracts import linted, small_tree

BROKEN = re.compile(r"^(.+) BROKEN$", re.MULTILINE)

FORBIDDEN = [
    (
        "services/intake/usecases.py",
        "services.payment.usecases",
        "Services never import each other",
    ),
    ("shared/kernel.py", "services.intake.domain", "shared never imports a service"),
    ("services/intake/api.py", "embedded.house", "Only the embedded house sees all four services"),
    (
        "services/intake/domain.py",
        "services.intake.store.claims",
        "Rooms of a service point inward",
    ),
    ("services/intake/usecases.py", "services.intake.api", "Rooms of a service point inward"),
    ("services/intake/queries.py", "services.intake.usecases", "Rooms of a service point inward"),
    ("shared/db.py", "shared.http", "shared is layered"),
    ("shared/http.py", "shared.messaging", "shared is layered"),
    ("services/intake/domain.py", "shared.db", "Kernel and domains are pure"),
    ("services/intake/store/claims.py", "services.intake.config", "reads its settings"),
    ("services/intake/api.py", "services.intake.store.tables", "Only store and queries see tables"),
]


def test_a_tree_without_imports_keeps_every_contract(tmp_path: Path) -> None:
    found = linted(small_tree(tmp_path))
    assert " 0 broken" in found, found


@pytest.mark.parametrize(("file", "module", "contract"), FORBIDDEN)
def test_a_forbidden_import_is_found(file: str, module: str, contract: str, tmp_path: Path) -> None:
    (small_tree(tmp_path) / file).write_text(f"import {module}\n")
    assert contract in "".join(BROKEN.findall(linted(tmp_path)))
