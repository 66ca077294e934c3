"""The commands of assignment: prepare, api, worker, bus, audit, migration."""

from services.assignment.service import service
from shared.run import run

if __name__ == "__main__":
    run(service)
