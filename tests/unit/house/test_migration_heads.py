"""Each service has one linear migration history, and its HEAD file names the end of it.

Two branches that both add a migration then meet in git, in that file, before they meet in a database.
"""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from shared.db.migrations import configuration, expected_head
from tests.support.house import SERVICES

NAMES = [folder.name for folder in SERVICES]


def named_head(folder: Path) -> str:
    return (folder / "migrations" / "HEAD").read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("service", SERVICES, ids=NAMES)
def test_head_names_the_last_migration(service: Path) -> None:
    assert named_head(service) == expected_head(f"services.{service.name}")


@pytest.mark.parametrize("service", NAMES)
def test_the_history_is_one_line_from_the_chassis_on(service: str) -> None:
    scripts = ScriptDirectory.from_config(configuration(f"services.{service}"))
    steps = [(one.revision, one.down_revision) for one in scripts.walk_revisions()]
    numbers = [f"{number:04d}" for number in range(len(steps), 0, -1)]
    assert steps == list(zip(numbers, [*numbers[1:], None], strict=True))
