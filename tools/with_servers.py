"""Tools: run a command with a PostgreSQL and a RabbitMQ of its own, and end both afterwards.

    python tools/with_servers.py COMMAND ...

``TEST_POSTGRES_URL`` and ``TEST_RABBITMQ_URL`` from the environment are used as they are.
"""

import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.development_servers import Postgres, RabbitMQ


def main(words: list[str]) -> int:
    environment = dict(os.environ)
    started: list[Postgres | RabbitMQ] = []
    try:
        for name, server in (("TEST_POSTGRES_URL", Postgres), ("TEST_RABBITMQ_URL", RabbitMQ)):
            if name not in environment:
                one = server()
                started.append(one)
                one.start()
                environment[name] = one.url
        return subprocess.run(words, env=environment, check=False).returncode
    finally:
        for one in reversed(started):
            one.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
