"""Store: rates, claims and the people who are paid.

Ranges, providers, their accounts and the duty-unit key are city-wide by design; rates and claims
belong to one agency. The ledger's and the batches' tables stand beside this file.
"""

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

from services.payment.domain.claims import ClaimState
from services.payment.domain.payees import PayeeState
from services.payment.domain.rates import RateState
from shared.db.tables import tenant_table
from shared.db.types import Day, Fen, Id, Instant, Json

metadata = MetaData()


def states(table: str, allowed: type[StrEnum]) -> CheckConstraint:
    """The database's own list of the states of a table."""
    listed = ", ".join(f"'{state}'" for state in allowed)
    return CheckConstraint(f"state IN ({listed})", name=f"{table}_states")


subsidy_range = Table(
    "subsidy_range",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("min_fen", Fen, nullable=False),
    Column("max_fen", Fen, nullable=False),
    Column("clause", Text, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    Column("note", Text, nullable=False),
    CheckConstraint("0 < min_fen AND min_fen <= max_fen", name="subsidy_range_order"),
)

rate_row = tenant_table(
    "rate_row",
    metadata,
    Column("id", Id, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("amount_fen", Fen, nullable=False),
    Column("document_no", Text),
    Column("direct_cost_fen", Fen, nullable=False),
    Column("service_days", Integer, nullable=False),
    Column("daily_wage_fen", Fen, nullable=False),
    Column("wage_source", Text, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    Column("state", Text, nullable=False),
    Column("proposed_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    states("rate_row", RateState),
    CheckConstraint("amount_fen > 0", name="rate_row_amount"),
    CheckConstraint("approved_by IS NULL OR approved_by <> proposed_by", name="rate_row_people"),
    CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="rate_row_period"),
    object_column=None,
)

people_rule = tenant_table(
    "people_rule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("people_min", Integer, nullable=False),
    Column("document_no", Text, nullable=False),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day),
    CheckConstraint("people_min >= 2", name="people_rule_never_one"),
    object_column=None,
)

claim = tenant_table(
    "claim",
    metadata,
    Column("id", Id, primary_key=True),
    Column("unit_key", Text, nullable=False),
    Column("claim_kind", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("provider_id", Id, nullable=False, index=True),
    Column("provider_subject", Text, nullable=False, index=True),
    Column("public_post", Boolean, nullable=False),
    Column("matter_id", Id, index=True),
    Column("stage_assignment_id", Id, index=True),
    Column("attendance_id", Id),
    Column("state", Text, nullable=False),
    Column("hold_reason", Text),
    Column("assigned_on", Day),
    Column("assigned_by", Text),
    Column("earned_on", Day),
    Column("earned_at", Instant),
    Column("earned_by", Text),
    Column("amount_fen", Fen),
    Column("rate_row_id", Text),
    Column("price", Json),
    Column("budget_id", Id, ForeignKey("budget.id")),
    Column("reserved_fen", Fen, nullable=False),
    Column("funded", Boolean, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("tip_id", Id),
    Column("approved_by", Text),
    Column("approved_at", Instant),
    Column("batch_id", Id),
    Column("paid_on", Day),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    states("claim", ClaimState),
    Index(
        "claim_unit_never_twice",
        "unit_key",
        unique=True,
        postgresql_where=text("state <> 'void'"),
        sqlite_where=text("state <> 'void'"),
    ),
    Index("claim_by_state", "org_id", "state"),
    object_column="id",
)

# One lawyer, one date, one unit in the whole city (law.md A22): the first agency to confirm has it.
duty_unit = Table(
    "duty_unit",
    metadata,
    Column("unit_key", Text, primary_key=True),
    Column("org_id", Text, nullable=False),
    Column("attendance_id", Id, nullable=False),
)

provider = Table(
    "provider",
    metadata,
    Column("id", Id, primary_key=True),
    Column("subject", Text, nullable=False, index=True),
    Column("name", Text),  # public register: travels
    Column("license_no", Text),
    Column("updated_at", Instant, nullable=False),
)

payee = Table(
    "payee",
    metadata,
    Column("id", Id, primary_key=True),
    Column("provider_id", Id, nullable=False, index=True),
    Column("state", Text, nullable=False),
    Column("holder_sealed", LargeBinary, nullable=False),
    Column("bank_sealed", LargeBinary, nullable=False),
    Column("account_number_sealed", LargeBinary, nullable=False),
    Column("account_number_index", Text, nullable=False, index=True),
    Column("registered_by", Text, nullable=False),
    Column("verified_by", Text),
    Column("created_at", Instant, nullable=False),
    Column("version", Integer, nullable=False),
    CheckConstraint("verified_by IS NULL OR verified_by <> registered_by", name="payee_people"),
    states("payee", PayeeState),
    Index(
        "payee_one_verified",
        "provider_id",
        unique=True,
        postgresql_where=text("state = 'verified'"),
        sqlite_where=text("state = 'verified'"),
    ),
)
