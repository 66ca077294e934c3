"""``python -m services.intake prepare | api | worker | bus | audit | migration``."""

from services.intake.service import service
from shared.run import run

if __name__ == "__main__":
    run(service)
