"""Migration: rates, budgets, ledger, claims and batches, with the guards that hold the books.

Balances move only with a transfer (trigger), a transfer never changes, a unit's chain continues
where its money stands, and no two approved rates hold for the same work on the same day.
"""

from alembic import op

from services.payment.store.batch_tables import batch
from services.payment.store.ledger_tables import transfer
from services.payment.store.tables import metadata
from shared.db.migrations import create_tables, immutable, no_overlap

revision = "0002"
down_revision = "0001"

assert batch.metadata is transfer.metadata is metadata

CONTINUES = (
    "EXISTS (SELECT 1 FROM transfer last WHERE last.id = NEW.resolves_id"
    " AND last.org_id = NEW.org_id AND last.claim_id = NEW.claim_id"
    " AND last.unit_key = NEW.unit_key AND last.amount_fen = NEW.amount_fen"
    " AND last.generation = NEW.generation AND last.debit_account = NEW.credit_account)"
)
IN_ORDER = "NEW.seq = (SELECT COALESCE(MAX(seq), 0) + 1 FROM transfer WHERE org_id = NEW.org_id)"
FRESH_UNIT = (
    "NEW.generation = (SELECT COUNT(*) FROM transfer"
    " WHERE unit_key = NEW.unit_key AND kind = 'void')"
)
MOVED_BY_A_TRANSFER = (
    "NEW.key = OLD.key AND NEW.org_id = OLD.org_id AND NEW.budget_id = OLD.budget_id"
    " AND NEW.kind = OLD.kind AND NEW.last_seq > OLD.last_seq"
    " AND EXISTS (SELECT 1 FROM transfer t WHERE t.org_id = NEW.org_id AND t.seq = NEW.last_seq"
    " AND ((t.debit_account = NEW.key AND NEW.debits_fen = OLD.debits_fen + t.amount_fen"
    " AND NEW.credits_fen = OLD.credits_fen)"
    " OR (t.credit_account = NEW.key AND NEW.credits_fen = OLD.credits_fen + t.amount_fen"
    " AND NEW.debits_fen = OLD.debits_fen)))"
)
EMPTY = "NEW.debits_fen = 0 AND NEW.credits_fen = 0 AND NEW.last_seq = 0"
MOVE = (
    "UPDATE account SET debits_fen = debits_fen + NEW.amount_fen, last_seq = NEW.seq"
    " WHERE key = NEW.debit_account; "
    "UPDATE account SET credits_fen = credits_fen + NEW.amount_fen, last_seq = NEW.seq"
    " WHERE key = NEW.credit_account;"
)
GUARDS = (  # name, table, when, condition that must hold, message
    ("transfer_order_guard", "transfer", "INSERT", IN_ORDER, "a transfer is out of order"),
    (
        "transfer_chain_guard",
        "transfer",
        "INSERT",
        f"NEW.resolves_id IS NULL OR {CONTINUES}",
        "a transfer does not continue its unit's chain",
    ),
    (
        "transfer_unit_guard",
        "transfer",
        "INSERT",
        f"NEW.kind <> 'reserve' OR {FRESH_UNIT}",
        "a unit has a live reservation",
    ),
    ("account_open_guard", "account", "INSERT", EMPTY, "an account opens empty"),
    (
        "account_move_guard",
        "account",
        "UPDATE",
        MOVED_BY_A_TRANSFER,
        "a balance moves only with a transfer",
    ),
    ("account_keep_guard", "account", "DELETE", "1 = 0", "an account is never removed"),
)


def upgrade() -> None:
    create_tables(metadata)
    no_overlap(
        "rate_row",
        keys=("org_id", "kind", "service", "stage", "procedure"),
        begins="valid_from",
        ends="valid_to",
        where="state = 'approved'",
    )
    for guard in GUARDS:
        if op.get_bind().dialect.name == "sqlite":
            _sqlite_guard(*guard)
        else:
            _postgresql_guard(*guard)
    _move_balances()
    immutable("transfer")


def downgrade() -> None:
    metadata.drop_all(op.get_bind(), checkfirst=False)
    if op.get_bind().dialect.name == "postgresql":
        for name in (*(guard[0] for guard in GUARDS), "transfer_moves", "transfer_append_only"):
            op.execute(f"DROP FUNCTION {name}()")


def _sqlite_guard(name: str, table: str, when: str, holds: str, message: str) -> None:
    message = message.replace("'", "''")
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN NOT ({holds}) "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgresql_guard(name: str, table: str, when: str, holds: str, message: str) -> None:
    message = message.replace("'", "''")
    row = "OLD" if when == "DELETE" else "NEW"
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF NOT ({holds}) THEN RAISE EXCEPTION '{message}' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {row}; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def _move_balances() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER transfer_moves AFTER INSERT ON transfer BEGIN {MOVE} END")
        return
    op.execute(
        "CREATE FUNCTION transfer_moves() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {MOVE} RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER transfer_moves AFTER INSERT ON transfer "
        "FOR EACH ROW EXECUTE FUNCTION transfer_moves()"
    )
