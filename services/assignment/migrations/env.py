"""Migrations: the environment of assignment's history."""

from services.assignment.store.tables import metadata
from shared.db.migrations import run_environment

run_environment(metadata)
