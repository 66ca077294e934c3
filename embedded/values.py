"""Demo: takes values out of answers by a short path, and puts saved values into later steps."""

import re
from collections.abc import Mapping
from typing import Any

_PLACE = re.compile(r"\{([^\W\d]\w*)\}")
_SEGMENT = re.compile(r"([^.\[\]]+)|\[([^\]]+)\]")


class PathLeadsNowhere(Exception):
    """The answer has no such member; the message names the path."""


class NameUnknown(Exception):
    """A step uses ``{name}``, which no earlier step has saved."""


def take(document: Any, path: str) -> Any:
    """The value at ``path``: ``items[0].state``, ``items[code=T01].due_on``; empty is the whole.

    Raises PathLeadsNowhere.
    """
    found = document
    for name, selector in _SEGMENT.findall(path):
        try:
            found = found[name] if name else _selected(found, selector)
        except (KeyError, IndexError, TypeError, StopIteration) as error:
            raise PathLeadsNowhere(path) from error
    return found


def _selected(items: Any, selector: str) -> Any:
    field, equals, wanted = selector.partition("=")
    if not equals:
        return items[int(selector)]
    return next(item for item in items if str(item[field]) == wanted)


def fill(template: Any, saved: Mapping[str, Any]) -> Any:
    """``template`` with every ``{name}`` replaced; a text that is nothing else keeps the value's type.

    Raises NameUnknown.
    """
    if isinstance(template, str):
        return _fill_text(template, saved)
    if isinstance(template, Mapping):
        return {name: fill(value, saved) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(item, saved) for item in template]
    return template


def _fill_text(text: str, saved: Mapping[str, Any]) -> Any:
    missing = [name for name in _PLACE.findall(text) if name not in saved]
    if missing:
        raise NameUnknown(missing[0])
    alone = _PLACE.fullmatch(text)
    if alone:
        return saved[alone.group(1)]
    return _PLACE.sub(lambda place: str(saved[place.group(1)]), text)
