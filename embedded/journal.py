"""Demo: which steps are done and what they saved, so that a killed demo goes on where it stopped."""

import json
from pathlib import Path
from typing import Any


class Journal:
    """One JSON file, replaced whole after each step. Losing it costs nothing: steps replay by key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._cases: dict[str, dict[str, Any]] = {}
        if file.exists():
            self._cases = json.loads(file.read_text(encoding="utf-8"))

    def done(self, case: str) -> int:
        """How many steps of the case are done."""
        return int(self._case(case)["done"])

    def saved(self, case: str) -> dict[str, Any]:
        """What the steps of the case have saved so far."""
        return dict(self._case(case)["saved"])

    def note(self, case: str, step: int, saved: dict[str, Any]) -> None:
        """The step is done; ``saved`` is everything known after it."""
        self._cases[case] = {"done": step, "saved": saved}
        self.begin()

    def begin(self) -> None:
        """Make the file, so that the folder is known as a demo's."""
        draft = self._file.with_suffix(".draft")
        draft.write_text(json.dumps(self._cases, ensure_ascii=False), encoding="utf-8")
        draft.replace(self._file)

    def _case(self, case: str) -> dict[str, Any]:
        return self._cases.get(case, {"done": 0, "saved": {}})
