"""Embedded: the data folder - what lies where, and the secrets that are made for it once."""

import base64
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from shared.kernel.clock import Clock, ManualClock, SystemClock
from shared.security.settings import VaultSettings

KEY_BYTES = 32
CITY_KEY = "city_key"
LOCK_FILE = "house.lock"
_FILE_MODE = 0o600


class FolderNotOurs(Exception):
    """The folder holds something that no house has made, so it is not wiped."""


@dataclass(frozen=True)
class DataFolder:
    """One house's whole state. Copy it and you have copied the house."""

    path: Path

    @property
    def issuer_key(self) -> Path:
        return self.path / "issuer.json"

    @property
    def clock_file(self) -> Path:
        return self.path / "clock"

    @property
    def journal(self) -> Path:
        """Only a demo has one."""
        return self.path / "demo.json"

    @property
    def files(self) -> Path:
        """What people have handed in, sealed."""
        return self.path / "files"

    @property
    def _keys(self) -> Path:
        return self.path / "keys.json"

    def database_url(self, service: str) -> str:
        return f"sqlite+aiosqlite:///{self.path / service}.db"

    def clock(self) -> Clock:
        """A demo's folder brings its own clock; any other runs on system time."""
        if self.clock_file.exists():
            return ManualClock(self.clock_file)
        return SystemClock()

    def vault(self, service: str) -> VaultSettings:
        """The service's keys; the city's key is the same for all."""
        names = (f"{service}_kek", f"{service}_index_key", CITY_KEY)
        kek, index_key, city_key = (SecretStr(self._key(name)) for name in names)
        return VaultSettings(kek=kek, index_key=index_key, city_key=city_key)

    def wipe(self) -> None:
        """Start again from nothing. Raises FolderNotOurs."""
        if not self.path.exists():
            return
        found = {entry.name for entry in self.path.iterdir()} - {LOCK_FILE}
        if found and not self._keys.exists():
            raise FolderNotOurs(
                f"{self.path} 不是本系统的数据目录，不予清空。"
                f" {self.path} holds something else and is not wiped: choose another --data."
            )
        shutil.rmtree(self.path)

    def _key(self, name: str) -> str:
        keys: dict[str, str] = json.loads(self._keys.read_text()) if self._keys.exists() else {}
        if name not in keys:
            keys[name] = base64.b64encode(os.urandom(KEY_BYTES)).decode()
            draft = self._keys.with_suffix(".draft")
            draft.unlink(missing_ok=True)
            draft.touch(mode=_FILE_MODE)
            draft.write_text(json.dumps(keys, indent=1))
            draft.replace(self._keys)
        return keys[name]
