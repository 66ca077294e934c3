"""Store: budgets and the double-entry ledger, one per agency. The triggers that guard them are in
the migration: balances move only with a transfer, and a transfer never changes.
"""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    text,
)

from services.payment.domain.budgets import AppropriationState
from services.payment.store.tables import metadata, states
from shared.db.tables import tenant_table
from shared.db.types import Fen, Id, Instant, Json

budget = tenant_table(
    "budget",
    metadata,
    Column("id", Id, primary_key=True),
    Column("fiscal_year", Integer, nullable=False),
    Column("fund_source", Text, nullable=False),
    Column("use_line", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("org_id", "fiscal_year", "fund_source", "use_line", name="budget_line_once"),
    object_column=None,
)

appropriation = tenant_table(
    "appropriation",
    metadata,
    Column("id", Id, primary_key=True),
    Column("budget_id", Id, ForeignKey("budget.id"), nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    states("appropriation", AppropriationState),
    CheckConstraint("amount_fen > 0", name="appropriation_amount"),
    CheckConstraint(
        "approved_by IS NULL OR approved_by <> proposed_by", name="appropriation_people"
    ),
    object_column=None,
)

ledger = tenant_table(
    "ledger",
    metadata,
    Column("id", Text, primary_key=True),  # the agency's org_id: one ledger each
    Column("next_seq", BigInteger, nullable=False),
    Column("stopped_at", Instant),
    Column("stopped_for", Json),
    object_column=None,
)

account = tenant_table(
    "account",
    metadata,
    Column("key", Text, primary_key=True),  # <budget id>/<kind>
    Column("budget_id", Id, ForeignKey("budget.id"), nullable=False, index=True),
    Column("kind", Text, nullable=False),
    Column("debits_fen", Fen, nullable=False),
    Column("credits_fen", Fen, nullable=False),
    Column("last_seq", BigInteger, nullable=False),
    CheckConstraint("debits_fen >= 0 AND credits_fen >= 0", name="account_sums"),
    CheckConstraint(
        "CASE WHEN kind IN ('appropriation', 'unfunded') THEN debits_fen <= credits_fen"
        " ELSE debits_fen >= credits_fen END",
        name="account_bounds",
    ),
    object_column=None,
)

transfer = tenant_table(
    "transfer",
    metadata,
    Column("id", Id, primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("budget_id", Id, ForeignKey("budget.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("debit_account", Text, ForeignKey("account.key"), nullable=False),
    Column("credit_account", Text, ForeignKey("account.key"), nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("effective_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("claim_id", Id, index=True),
    Column("unit_key", Text, index=True),
    Column("generation", Integer, nullable=False),
    Column("resolves_id", Id, ForeignKey("transfer.id"), unique=True),
    Column("correction_of", Id, ForeignKey("transfer.id"), unique=True),
    Column("batch_id", Id),
    Column("rate_row_id", Text),
    Column("reason_code", Text),
    Column("digest", Text, nullable=False),
    UniqueConstraint("org_id", "seq", name="transfer_order"),
    CheckConstraint("amount_fen > 0", name="transfer_amount"),
    CheckConstraint("debit_account <> credit_account", name="transfer_two_accounts"),
    CheckConstraint("approved_by IS NULL OR approved_by <> created_by", name="transfer_people"),
    CheckConstraint(
        "(kind IN ('void', 'accrue', 'collect', 'send_back', 'post')) = (resolves_id IS NOT NULL)",
        name="transfer_continues",
    ),
    CheckConstraint("(kind = 'reverse') = (correction_of IS NOT NULL)", name="transfer_corrects"),
    CheckConstraint(
        "kind NOT IN ('appropriate', 'reverse') OR approved_by IS NOT NULL",
        name="transfer_approved",
    ),
    CheckConstraint(
        "kind IN ('appropriate', 'reverse') OR (claim_id IS NOT NULL AND unit_key IS NOT NULL)",
        name="transfer_has_unit",
    ),
    CheckConstraint(
        "kind <> 'post' OR (approved_by IS NOT NULL AND rate_row_id IS NOT NULL"
        " AND batch_id IS NOT NULL)",
        name="transfer_post_has_case_rule_approver",
    ),
    Index(
        "transfer_unit_never_twice",
        "unit_key",
        "generation",
        unique=True,
        postgresql_where=text("kind = 'reserve'"),
        sqlite_where=text("kind = 'reserve'"),
    ),
    object_column=None,
)
