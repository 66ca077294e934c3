"""Database: runs a service's migrations, and the statements that the two dialects spell differently.

Only ``prepare`` migrates. One advisory lock per database, short lock and statement timeouts.
"""

from collections.abc import Iterable
from importlib import import_module
from pathlib import Path

from alembic import command, context, op
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, text

from shared.db import file_tables as file_tables  # its tables are the chassis' too
from shared.db.engine import Database
from shared.db.tables import chassis
from shared.db.transaction import EVERY_ORG, ORG_SEPARATOR

ADVISORY_LOCK = 5_150_200  # any number that nothing else in the database uses
LOCK_TIMEOUT_MS = 5_000
_SUBJECTS_SEPARATOR_SQL = r"E'\x1f'"


def configuration(package: str) -> Config:
    """The Alembic configuration of ``services.<name>``; there is no ini file."""
    folder = Path(str(import_module(package).__file__)).parent / "migrations"
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


async def migrate(package: str, database: Database, *, app_role: str | None = None) -> None:
    """Bring the database to head; on PostgreSQL give ``app_role`` what it may do at run time."""
    async with database.begin() as connection:
        if database.dialect == "postgresql":
            await connection.execute(text(f"SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS}"))
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})"))
        await connection.run_sync(_upgrade, package)
        if database.dialect == "postgresql" and app_role:
            await connection.run_sync(_let_run, app_role)


def expected_head(package: str) -> str | None:
    """The migration that this code was written for."""
    return ScriptDirectory.from_config(configuration(package)).get_current_head()


async def current_head(database: Database) -> str | None:
    """The migration that the database stands at; raises when it cannot be reached."""
    async with database.begin(write=False) as connection:
        return await connection.run_sync(_current)


def run_environment(metadata: MetaData) -> None:
    """The whole of a service's ``migrations/env.py``."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=[chassis, metadata],
        compare_type=False,
        render_as_batch=False,
    )
    with context.begin_transaction():
        context.run_migrations()


def create_chassis() -> None:
    """The first migration of every service: outbox, inbox, audit chain and the rest.

    Until the first release it is the declaration itself; afterwards changes come as migrations.
    """
    chassis.create_all(op.get_bind(), checkfirst=False)
    for table in ("outbox", "audit_entry"):
        immutable(table)
    tenant(chassis.tables["obligation"])


def drop_chassis() -> None:
    chassis.drop_all(op.get_bind(), checkfirst=False)


def create_tables(metadata: MetaData, *tables: Table) -> None:
    """Create a service's own tables and put the tenant rule on those that have one.

    Only ``tables`` where some are named, so that a later migration may add to the same metadata.
    """
    metadata.create_all(op.get_bind(), tables=tables or None, checkfirst=False)
    for table in tables or metadata.sorted_tables:
        if table.info.get("tenant"):
            tenant(table)


def drop_tables(metadata: MetaData, *tables: Table) -> None:
    metadata.drop_all(op.get_bind(), tables=tables or None, checkfirst=False)


def immutable(table: str) -> None:
    """Rows are added, never changed or removed: by trigger on both dialects."""
    if _dialect() == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )


def no_overlap(
    table: str,
    *,
    keys: Iterable[str],
    begins: str,
    ends: str,
    where: str = "1 = 1",
    half_open: bool = False,
) -> None:
    """Two rows with the same ``keys`` never hold on the same day (both ends included, null is open).

    ``half_open``: the columns are instants, and one row may begin where another ends.
    Raised by the database as an integrity error named ``<table>_no_overlap``.
    """
    names = list(keys)
    if _dialect() == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        same = ", ".join(f"{name} WITH =" for name in names)
        span = (
            f"tstzrange({begins}, {ends}, '[)')"
            if half_open
            else f"daterange({begins}, {ends}, '[]')"
        )
        op.execute(
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist "
            f"({same}, {span} WITH &&) WHERE ({where})"
        )
        return
    same = " AND ".join(f"other.{name} = me.{name}" for name in names)
    before = "<" if half_open else "<="
    held = f"SELECT rowid AS place, * FROM {table} WHERE {where}"
    for act in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_overlap_{act.lower()} AFTER {act} ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM ({held}) me JOIN ({held}) other "
            f"ON other.place <> me.place AND {same} "
            f"AND other.{begins} {before} COALESCE(me.{ends}, '9999-12-31') "
            f"AND me.{begins} {before} COALESCE(other.{ends}, '9999-12-31') "
            f"WHERE me.place = NEW.rowid) "
            f"BEGIN SELECT RAISE(ABORT, 'UNIQUE constraint failed: {table}_no_overlap'); END"
        )


def tenant(table: Table) -> None:
    """The second lock on a tenant table: row-level security, for its owner as well."""
    if _dialect() == "sqlite":
        return
    orgs = f"string_to_array(current_setting('app.orgs', true), '{ORG_SEPARATOR}')"
    writes = f"string_to_array(current_setting('app.writes', true), '{ORG_SEPARATOR}')"
    every = f"current_setting('app.orgs', true) = '{EVERY_ORG}'"
    seen = f"{every} OR org_id = ANY ({orgs})"
    column = table.info["object_column"]
    if column:
        seen += (
            " OR EXISTS (SELECT 1 FROM access_grant g WHERE "
            f"g.object_id = {table.name}.{column} AND g.subject = ANY (string_to_array("
            f"current_setting('app.subjects', true), {_SUBJECTS_SEPARATOR_SQL})) AND "
            "(g.until IS NULL OR g.until > "
            "NULLIF(current_setting('app.now', true), '')::timestamptz))"
        )
    op.execute(f"ALTER TABLE {table.name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY tenant ON {table.name} USING ({seen} OR org_id = ANY ({writes})) "
        f"WITH CHECK ({seen} OR org_id = ANY ({writes}))"
    )


def make_migration(package: str, connection: Connection, name: str) -> None:
    """Autogenerate the next migration against a database at head."""
    config = configuration(package)
    config.attributes["connection"] = connection
    scripts = list(ScriptDirectory.from_config(config).walk_revisions())
    command.revision(config, message=name, autogenerate=True, rev_id=f"{len(scripts) + 1:04d}")


def _upgrade(connection: Connection, package: str) -> None:
    config = configuration(package)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _let_run(connection: Connection, role: str) -> None:
    """The run-time role reads and writes rows; it owns nothing and changes no schema."""
    for statement in (
        f"GRANT USAGE ON SCHEMA public TO {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role}",
        f"REVOKE UPDATE, DELETE ON outbox, audit_entry FROM {role}",
    ):
        connection.execute(text(statement))


def _dialect() -> str:
    return str(op.get_bind().dialect.name)
