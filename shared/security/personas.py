"""Security: the invented people and machines whom the development issuer gives tokens to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Persona:
    """One entry of a personas file.

    ``client_secret`` makes it a machine; ``called`` is the person's name in the registry.
    """

    name: str
    label_zh: str
    subject: str
    roles: tuple[str, ...]
    person_id: str | None = None
    org_id: str | None = None
    client_secret: str | None = None
    called: str | None = None

    def claims(self) -> dict[str, Any]:
        """The claims of its access tokens, under the default claim names."""
        claims: dict[str, Any] = {"sub": self.subject, "roles": list(self.roles)}
        if self.client_secret is not None:
            claims["client_id"] = self.subject
        if self.person_id is not None:
            claims["person_id"] = self.person_id
        if self.org_id is not None:
            claims["org_id"] = self.org_id
        return claims


def load_personas(file: Path) -> dict[str, Persona]:
    """Read ``[<name>]`` tables with the fields of Persona; ``subject`` defaults to the name.

    Raises TypeError or KeyError for an entry that is not a persona.
    """
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    return {name: _persona(name, table) for name, table in tables.items()}


def find_persona(personas: Mapping[str, Persona], name: str) -> Persona | None:
    """By the persona's name, or by the person's name in the registry."""
    if name in personas:
        return personas[name]
    return next((one for one in personas.values() if one.called == name), None)


def _persona(name: str, table: dict[str, Any]) -> Persona:
    roles = tuple(table.pop("roles"))
    subject = table.pop("subject", name)
    return Persona(name=name, subject=subject, roles=roles, **table)
