"""The commands of quality: prepare, api, worker, bus, audit, migration."""

from services.quality.service import service
from shared.run import run

if __name__ == "__main__":
    run(service)
