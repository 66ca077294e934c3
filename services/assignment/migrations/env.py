"""Migrations: the environment of assignment's history."""

from services.assignment.store.duty_tables import shift
from services.assignment.store.tables import metadata
from shared.db.migrations import run_environment

# Two files share one MetaData; naming a table of the second makes sure that it is read.
assert shift.metadata is metadata
run_environment(metadata)
