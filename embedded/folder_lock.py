"""Embedded: one process per data folder. The lock dies with its holder, however it dies."""

import fcntl
import os
from pathlib import Path
from types import TracebackType

from embedded.folder import LOCK_FILE


class FolderInUse(Exception):
    """Another process runs on this data folder; the message names both."""


class FolderLock:
    """Held from ``with`` to its end, or to the end of the process."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / LOCK_FILE

    def __enter__(self) -> None:
        """Raises FolderInUse."""
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(self._descriptor, 20).decode() or "?"
            os.close(self._descriptor)
            folder = self._file.parent
            raise FolderInUse(
                f"另一进程（{holder}）正在使用数据目录 {folder}。"
                f" Process {holder} already runs on {folder}: stop it, or choose another --data."
            ) from error
        os.ftruncate(self._descriptor, 0)
        os.write(self._descriptor, str(os.getpid()).encode())

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._descriptor)
