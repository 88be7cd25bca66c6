"""The allow-list: what a person knows of references made at run time, and which files must stay."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from codemods.errors import AllowListWrong, did_you_mean
from codemods.recipes.legacy_frontend.graph.model import Open

_KEYS = {"dynamic": ("at", "reaches", "reason"), "keep": ("path", "reason")}


@dataclass(frozen=True, slots=True)
class Settled:
    """A site of references made at run time, `file` or `file:function`, and the globs of what it reaches."""

    at: str
    reaches: tuple[str, ...]
    reason: str

    def speaks_of(self, site: Open) -> bool:
        """Whether this is about a reference."""
        path, _, function = self.at.partition(":")
        return site.path == path and (not function or site.source.name.rpartition("::")[2] == function)


@dataclass(frozen=True, slots=True)
class AllowList:
    """What a person wrote down; `keep` are globs of paths."""

    dynamic: tuple[Settled, ...] = ()
    keep: tuple[str, ...] = ()

    def keeps(self, path: str) -> bool:
        """Whether a file must stay."""
        return any(fnmatchcase(path, each) for each in self.keep)


def read_allow_list(file: Path) -> AllowList:
    """Read an allow-list.

    :raises AllowListWrong: if it is not there, is no TOML, or says something that makes no sense.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise AllowListWrong(file, f"it can't be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AllowListWrong(file, f"it is no TOML: {error}") from error
    for name in table:
        if name not in _KEYS:
            raise AllowListWrong(file, f"it knows no [[{name}]].{did_you_mean(name, _KEYS)}")
    dynamic = tuple(
        Settled(_text(file, "dynamic", entry, "at"), _texts(file, entry), _text(file, "dynamic", entry, "reason"))
        for entry in _entries(file, table, "dynamic")
    )
    keep = tuple(_text(file, "keep", entry, "path") for entry in _entries(file, table, "keep"))
    return AllowList(dynamic, keep)


def _entries(file: Path, table: dict[str, Any], name: str) -> list[dict[str, Any]]:
    entries = table.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise AllowListWrong(file, f"{name} must be written as [[{name}]]")
    for entry in entries:
        for key in entry:
            if key not in _KEYS[name]:
                raise AllowListWrong(file, f"[[{name}]] knows no {key!r}.{did_you_mean(key, _KEYS[name])}")
    return entries


def _text(file: Path, name: str, entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise AllowListWrong(file, f"an entry of [[{name}]] has no {key}, which must be a text")
    return value


def _texts(file: Path, entry: dict[str, Any]) -> tuple[str, ...]:
    value = entry.get("reaches")
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise AllowListWrong(file, f"the entry at {entry.get('at')!r} has no reaches, which must be a list of paths")
    return tuple(value)
