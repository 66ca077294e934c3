"""The commands of intake: prepare, api, worker, bus, audit, migration, timeline."""

from services.intake.commands import timeline_commands
from services.intake.service import service
from shared.run import run

if __name__ == "__main__":
    run(service, timeline=timeline_commands)
