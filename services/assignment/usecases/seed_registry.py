"""Use case: load the demo's registry and roster from the deployment's folder, as ``prepare`` does."""

from pathlib import Path

from services.assignment.usecases.import_registry import (
    ImportReport,
    import_firms,
    import_providers,
)
from services.assignment.usecases.import_shifts import import_shifts
from shared.db.transaction import Transaction


async def seed_registry(tx: Transaction, folder: Path) -> None:
    """Idempotent. A folder without the files seeds nothing; a bad row stops the start loudly."""
    if (folder / "firms.csv").exists():
        _require_clean("firms.csv", await import_firms(tx, _text(folder / "firms.csv")))
    if (folder / "lawyers.csv").exists():
        _require_clean("lawyers.csv", await import_providers(tx, _text(folder / "lawyers.csv")))
    if (folder / "shifts.csv").exists():
        report = await import_shifts(tx, _text(folder / "shifts.csv"), org_id=None)
        _require_clean("shifts.csv", report)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _require_clean(file: str, report: ImportReport) -> None:
    if report.errors:
        places = [f"{error.line}:{error.column} {error.code}" for error in report.errors]
        raise ValueError(f"{file}: {'; '.join(places)}")
