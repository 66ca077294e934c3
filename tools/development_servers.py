"""Tools: private PostgreSQL and RabbitMQ instances on free loopback ports, ended by pid."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tools.distribution import CACHE, library_path, unpacked

START_SECONDS_MAX = 90
STOP_SECONDS_MAX = 20
NOBODY = 65_534  # PostgreSQL refuses to run as root


class Postgres:
    """One cluster; ``url`` is a superuser's, without a driver name."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="legalaid-postgres-"))
        self._user = NOBODY if os.getuid() == 0 else None
        self._programs, self._environment = _postgres_programs(self._folder, self._user)
        self.port = _free_port()
        self.url = f"postgresql://owner@127.0.0.1:{self.port}/postgres"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if self._user is not None:
            os.chown(self._folder, self._user, self._user)
        data = self._folder / "data"
        self._call("initdb", "-D", str(data), "-U", "owner", "-A", "trust", "-E", "UTF8", "-N")
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self._folder),
            "fsync": os.environ.get("TEST_POSTGRES_FSYNC", "off"),
            "max_connections": "300",
            "shared_buffers": "256MB",
        }
        words = [str(self._programs / "postgres"), "-D", str(data)]
        for name, value in settings.items():
            words += ["-c", f"{name}={value}"]
        self._process = self._open(words)
        _wait(lambda: _listens(self.port), self._process, "PostgreSQL", self._log)

    def stop(self) -> None:
        _end(self._process, signal.SIGINT)
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _call(self, name: str, *words: str) -> None:
        process = self._open([str(self._programs / name), *words])
        if process.wait(START_SECONDS_MAX):
            raise RuntimeError(f"{name} failed: {self._log.read_text()[-500:]}")

    def _open(self, words: list[str]) -> "subprocess.Popen[bytes]":
        with self._log.open("ab") as log:
            return subprocess.Popen(
                words,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                env=self._environment,
                user=self._user,
                group=self._user,
                start_new_session=True,
            )


class RabbitMQ:
    """One node without plugins; ``url`` is the default user's, who may only come from loopback."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="legalaid-rabbitmq-"))
        self.port = _free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"
        self._process: subprocess.Popen[bytes] | None = None
        self._names: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        root = unpacked("rabbitmq-server", CACHE)
        erlang = root / "usr" / "lib" / "erlang"
        environment = self._environment(root, erlang)
        (self._folder / "plugins").write_text("[].")
        (self._folder / "rabbitmq.conf").touch()
        (self._folder / ".erlang.cookie").write_text("development")
        (self._folder / ".erlang.cookie").chmod(0o600)
        epmd = next(erlang.glob("erts-*/bin/epmd"))
        self._names = self._open([str(epmd)], environment)
        server = next((root / "usr/lib/rabbitmq/lib").glob("*/sbin/rabbitmq-server"))
        self._process = self._open([str(server)], environment)
        _wait(lambda: _listens(self.port), self._process, "RabbitMQ", self._folder / "log")

    def kill(self) -> None:
        """As a power cut would; what it stored is there at the next ``start``."""
        _end(self._process, signal.SIGKILL, group=True)
        _end(self._names, signal.SIGKILL, group=True)

    def stop(self) -> None:
        _end(self._process, signal.SIGTERM, group=True)
        _end(self._names, signal.SIGTERM, group=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _environment(self, root: Path, erlang: Path) -> dict[str, str]:
        start = erlang / "bin" / "erl"
        script = start.read_text()
        if str(erlang) not in script:  # it believes to be installed
            start.write_text(script.replace("ROOTDIR=/usr/lib/erlang", f'ROOTDIR="{erlang}"'))
        home = str(self._folder)
        return {
            **os.environ,
            "HOME": home,
            "PATH": f"{erlang / 'bin'}:{os.environ.get('PATH', '/usr/bin:/bin')}",
            "ERL_ROOTDIR": str(erlang),
            "LD_LIBRARY_PATH": library_path(root),
            "ERL_EPMD_PORT": str(_free_port()),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_HOME": str(next((root / "usr/lib/rabbitmq/lib").glob("rabbitmq_server-*"))),
            "RABBITMQ_NODENAME": f"legalaid{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(_free_port()),
            "RABBITMQ_MNESIA_BASE": f"{home}/mnesia",
            "RABBITMQ_LOG_BASE": f"{home}/logs",
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONF_ENV_FILE": f"{home}/none",
            "RABBITMQ_CONFIG_FILE": f"{home}/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{home}/plugins",
            "RABBITMQ_PID_FILE": f"{home}/pid",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": (
                "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2"
            ),
        }

    def _open(self, words: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
        with (self._folder / "log").open("ab") as log:
            return subprocess.Popen(
                words,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=self._folder,
                env=environment,
                start_new_session=True,
            )


def _postgres_programs(folder: Path, user: int | None) -> tuple[Path, dict[str, str]]:
    """Where the server's programs are, and the environment they need."""
    found = shutil.which("initdb")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "postgres").exists() and (place / "initdb").exists():
            return place, dict(os.environ)
    root = unpacked("postgresql", CACHE)
    if user is not None and not _reaches(user, root):
        root = Path(shutil.copytree(root, folder / "programs", symlinks=True))
    place = next((root / "usr/lib/postgresql").glob("*/bin"))
    return place, {**os.environ, "LD_LIBRARY_PATH": library_path(root)}


def _reaches(user: int, folder: Path) -> bool:
    """Whether ``user`` may look into ``folder``: a checkout in root's home hides it."""
    look = ["test", "-x", str(folder / "usr")]
    return subprocess.run(look, cwd="/", user=user, group=user, check=False).returncode == 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(
    ready: Callable[[], bool], process: "subprocess.Popen[bytes]", name: str, log: Path
) -> None:
    limit = time.monotonic() + START_SECONDS_MAX
    while not ready():
        if process.poll() is not None or time.monotonic() > limit:
            raise RuntimeError(f"{name} did not start: {log.read_text(errors='replace')[-800:]}")
        time.sleep(0.1)


def _end(
    process: "subprocess.Popen[bytes] | None", how: signal.Signals, group: bool = False
) -> None:
    if process is None or process.poll() is not None:
        return
    send = (lambda s: os.killpg(process.pid, s)) if group else process.send_signal
    send(how)
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        send(signal.SIGKILL)
        process.wait(STOP_SECONDS_MAX)
