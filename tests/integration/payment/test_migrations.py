"""Payment's history: down one and up again leaves the same guards in force."""

from alembic import command
from sqlalchemy import Connection, inspect

from shared.db.engine import Database
from shared.db.migrations import configuration
from tests.support.servers import FreshDatabase


def down_and_up(connection: Connection) -> set[str]:
    config = configuration("services.payment")
    config.attributes["connection"] = connection
    before = set(inspect(connection).get_table_names())
    command.downgrade(config, "0001")
    assert "transfer" not in inspect(connection).get_table_names()
    command.upgrade(config, "head")
    return before ^ set(inspect(connection).get_table_names())


async def test_a_step_down_and_up_again_changes_nothing(payment_database: FreshDatabase) -> None:
    database = Database(payment_database.owner_url)
    async with database.begin() as connection:
        assert await connection.run_sync(down_and_up) == set()
    await database.dispose()
