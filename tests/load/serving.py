"""Load: one side of a comparison as a server process of its own: ours, or its floor.

python -m tests.load.serving ours|floor <folder> <port>
"""

import json
import sys
from pathlib import Path
from typing import Any

import uvicorn
from joserfc.jwk import ECKey, KeySet

from services.intake.service import service
from shared.observability import configure_logs
from shared.security.key_sets import FixedKeys
from shared.security.settings import IssuerSettings
from shared.service import Running
from tests.load.floor import Floor
from tests.load.recording import Script, load
from tests.load.works import SEED, WORKS

PUBLIC_PER_MINUTE = 1_000_000  # all calls come from one address


def main(side: str, folder: Path, port: int) -> None:
    """Serve until SIGTERM. ``folder`` holds what the bench has prepared."""
    plan = json.loads((folder / "plan.json").read_text())
    app = ours(plan) if side == "ours" else floor(plan, folder)
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=port,
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        server_header=False,
    )


def ours(plan: dict[str, Any]) -> Any:
    """The service as production runs it, logs included."""
    configure_logs()
    issuer = IssuerSettings(**plan["issuer"])
    settings = service.settings(
        database_url=plan["url"],
        seed_folder=SEED,
        issuer=issuer,
        public_per_minute=PUBLIC_PER_MINUTE,
    )
    key = ECKey.import_key(plan["key"])
    return Running(service, settings, keys=FixedKeys(KeySet([key]))).app


def floor(plan: dict[str, Any], folder: Path) -> Floor:
    """The statements of one call of each work of ours, and nothing else."""
    url = plan["url"].replace("+asyncpg", "")
    scripts = {
        work.name: Script(*(load(folder / f"{work.name}.{n}.pickle") for n in ("first", "second")))
        for work in WORKS
    }
    return Floor(url, scripts)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
