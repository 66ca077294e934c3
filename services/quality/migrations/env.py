"""Migrations: the environment of quality's history."""

from services.quality.store.tables import metadata
from shared.db.migrations import run_environment

run_environment(metadata)
