"""The commands of payment: prepare, api, worker, bus, audit, migration, ledger."""

from services.payment.commands import ledger_commands
from services.payment.service import service
from shared.run import run

if __name__ == "__main__":
    run(service, ledger=ledger_commands)
