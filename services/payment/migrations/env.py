"""Migrations: the environment of payment's history."""

from services.payment.store.batch_tables import batch
from services.payment.store.ledger_tables import transfer
from services.payment.store.tables import metadata
from shared.db.migrations import run_environment

# Three files share one MetaData; naming a table of each makes sure that all are read.
assert batch.metadata is transfer.metadata is metadata
run_environment(metadata)
