"""The commands of payment: prepare, api, worker, bus, audit, migration."""

from services.payment.service import service
from shared.run import run

if __name__ == "__main__":
    run(service)
