"""Migrations: the environment of intake's history."""

from services.intake.store.tables import metadata
from shared.db.migrations import run_environment

run_environment(metadata)
