"""Files: what is taken in - sizes, times and kinds - as data of the service that takes it."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from shared.kernel.refusals import NotUnderstood


class FileTypeNotAllowed(NotUnderstood):
    """The content is of a kind that is not taken in. Facts: ``found``, ``allowed``."""


class FileTypeContradicted(NotUnderstood):
    """The content is another kind than the name or the declaration says. Facts: ``found``."""


class PhotoFormatNotTaken(NotUnderstood):
    """The kind may carry a place, and nothing here can take it out. Facts: ``found``."""


class LocationData(StrEnum):
    """What happens to the place where a picture was taken."""

    REMOVE = "remove"
    REFUSE = "refuse"  # the kind as a whole: ask for another format
    KEEP = "keep"  # a recording is evidence as it is, or the kind carries no place


@dataclass(frozen=True, kw_only=True)
class FileType:
    """One kind of the list. ``found`` are the names under which its content is recognized."""

    media_type: str
    extensions: tuple[str, ...]
    found: tuple[str, ...]
    location: LocationData
    bytes_max: int


@dataclass(frozen=True, kw_only=True)
class ArchiveLimits:
    """How far a zipped document may unfold."""

    entries_max: int
    directory_bytes_max: int
    unfolded_bytes_max: int
    ratio_max: int


@dataclass(frozen=True, kw_only=True)
class FilePolicy:
    bytes_max: int
    direct_bytes_max: int  # in a single request
    parts_max: int  # pieces in which one upload may arrive
    unfinished_hours: int
    unattached_days: int
    archives: ArchiveLimits
    types: tuple[FileType, ...]

    def type_of(self, found: str, *, media_type: str, name: str) -> FileType:
        """The kind of content recognized as ``found``, if the declaration agrees with it.

        Raises FileTypeNotAllowed, PhotoFormatNotTaken, FileTypeContradicted.
        """
        kind = next((one for one in self.types if found in one.found), None)
        if kind is None:
            raise FileTypeNotAllowed(found=found, allowed=self.extensions)
        if kind.location is LocationData.REFUSE:
            raise PhotoFormatNotTaken(found=kind.media_type)
        extension = name.rpartition(".")[2].lower()
        if media_type != kind.media_type or extension not in kind.extensions:
            raise FileTypeContradicted(found=kind.media_type)
        return kind

    def declared(self, media_type: str) -> FileType:
        """The kind that the sender says it is. Raises FileTypeNotAllowed, PhotoFormatNotTaken."""
        kind = next((one for one in self.types if one.media_type == media_type), None)
        if kind is None:
            raise FileTypeNotAllowed(found="", allowed=self.extensions)
        if kind.location is LocationData.REFUSE:
            raise PhotoFormatNotTaken(found=kind.media_type)
        return kind

    @property
    def extensions(self) -> list[str]:
        return [one.extensions[0] for one in self.types if one.location is not LocationData.REFUSE]


def load_file_policy(file: Path) -> FilePolicy:
    """From a service's ``policy/files.toml``."""
    rows = tomllib.loads(file.read_text(encoding="utf-8"))
    limits = rows["limits"]
    return FilePolicy(
        archives=ArchiveLimits(**rows["archives"]),
        types=tuple(_file_type(row, limits["bytes_max"]) for row in rows["type"]),
        **limits,
    )


def _file_type(row: Mapping[str, Any], bytes_max: int) -> FileType:
    values = {"bytes_max": bytes_max, **row}
    for name in ("extensions", "found"):
        values[name] = tuple(row[name])
    return FileType(**{**values, "location": LocationData(row["location"])})
