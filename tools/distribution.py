"""Tools: programs from the distribution's packages, downloaded and unpacked, never installed.

So no system service starts on anybody's machine, and no root is needed.

    python tools/distribution.py PACKAGE      prints the folder it lies in
"""

import os
import re
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / "var" / "cache"
DOWNLOAD_SECONDS_MAX = 600
_NAME = re.compile(r"^[a-z0-9][a-z0-9.+-]+$")


def unpacked(package: str, cache: Path) -> Path:
    """The folder into which ``package`` and what it needs beyond this machine are unpacked."""
    folder = cache / package
    done = folder / ".unpacked"
    if done.exists():
        return folder
    apt = _private_apt(cache)
    folder.mkdir(parents=True, exist_ok=True)
    names = [name for name in _needed(package, apt) if name == package or not _installed(name)]
    archives = cache / "archives" / package
    archives.mkdir(parents=True, exist_ok=True)
    _run(["apt-get", *apt, "download", "-qq", *names], cwd=archives)
    for archive in sorted(archives.glob("*.deb")):
        _run(["dpkg", "-x", str(archive), str(folder)], cwd=archives)
    done.touch()
    return folder


def library_path(folder: Path) -> str:
    """LD_LIBRARY_PATH for programs under ``folder``."""
    found = {str(library.parent) for library in (folder / "usr" / "lib").rglob("*.so*")}
    return ":".join(sorted(found))


def _private_apt(cache: Path) -> list[str]:
    """Options by which apt works in a folder of ours, so that an ordinary user may use it."""
    state = cache / "apt"
    for name in ("lists/partial", "archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    options = [
        f"-oDir::State::lists={state}/lists",
        f"-oDir::Cache={state}",
        f"-oDir::Cache::archives={state}/archives",
        "-oAPT::Sandbox::User=",
    ]
    if not any((state / "lists").glob("*_Packages*")):
        _run(["apt-get", *options, "update", "-qq"], cwd=state)
    return options


def _needed(package: str, apt: list[str]) -> list[str]:
    """The package and all that it depends on, however far away."""
    no = ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")
    listing = _run(
        ["apt-cache", *apt, "depends", "--recurse", *(f"--no-{kind}" for kind in no), package],
        cwd=Path.cwd(),
    )
    return sorted({line for line in listing.splitlines() if _NAME.match(line)})


def _installed(name: str) -> bool:
    query = ["dpkg-query", "-W", "-f", "${db:Status-Status}", name]
    answer = subprocess.run(query, capture_output=True, text=True, check=False)
    return answer.stdout.startswith("installed")


def _run(words: list[str], *, cwd: Path) -> str:
    ended = subprocess.run(
        words,
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=DOWNLOAD_SECONDS_MAX,
        env={**os.environ, "LC_ALL": "C"},
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{words[0]} failed: {ended.stderr.strip()[-500:]}")
    return ended.stdout


if __name__ == "__main__":
    print(unpacked(sys.argv[1], CACHE))
