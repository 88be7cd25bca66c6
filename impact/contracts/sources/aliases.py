"""Aliases: one file imported under two names, because a folder inside a package is on the import path, too.

In Open edX's platform `courseware.views` and `lms.djangoapps.courseware.views` were one file. The graph has one node
for it, under the longest name, so that an edge can't hide behind the other.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from impact.contracts.errors import ContractsError
from impact.contracts.sources.places import INIT

FROM_PATHS = "paths"
"""What an option `aliases` says to derive them from the import path and from the files."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """Other names of modules: `prefixes` are packages whose folder is on the import path, `names` pairs of names."""

    prefixes: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.prefixes or self.names)

    def canonical(self, name: str) -> str:
        """Return the name under which a module stands in the graph."""
        start, rest = name, ""
        while start:
            if start in self.names:
                return self.names[start] + rest
            start, _, last = start.rpartition(".")
            rest = f".{last}{rest}"
        return name

    def expand(self, name: str, modules: Container[str]) -> str:
        """Return the full name for one that is imported from a folder inside a package."""
        first = name.partition(".")[0]
        for prefix in self.prefixes:
            if f"{prefix}.{first}" in modules:
                return f"{prefix}.{name}"
        return name


NONE = Aliases()


def read_aliases(lines: Iterable[str], files: Mapping[str, str], path: Iterable[str]) -> Aliases:
    """Return the aliases that lines of a configuration give: `short = long`, or `paths` to derive them.

    `files` are the paths of the modules, `path` is the import path. Raises ContractsError for any other line.
    """
    names: dict[str, str] = {}
    prefixes: tuple[str, ...] = ()
    for line in lines:
        short, equals, long = (part.strip() for part in line.partition("="))
        if equals and short and long and short != long:
            names[short] = long
        elif line.strip() == FROM_PATHS:
            names = {**_same_files(files), **names}
            prefixes = _prefixes(files, path)
        else:
            raise ContractsError(f"aliases: '{line}' is neither 'short = long' nor '{FROM_PATHS}'.")
    return Aliases(prefixes, names)


def _same_files(files: Mapping[str, str]) -> dict[str, str]:
    """Return for every module whose file has a longer name, too, that name."""
    by_file: dict[str, list[str]] = {}
    for name, path in files.items():
        by_file.setdefault(os.path.realpath(path), []).append(name)
    found = {}
    for names in by_file.values():
        canonical = max(names, key=lambda name: (name.count("."), name))
        found.update({name: canonical for name in names if name != canonical})
    return found


def _prefixes(files: Mapping[str, str], path: Iterable[str]) -> tuple[str, ...]:
    """Return the packages whose folder is on the import path, in its order."""
    packages = {os.path.dirname(file): name for name, file in files.items() if os.path.basename(file) == INIT}
    folders = {os.path.realpath(folder): name for folder, name in packages.items()}
    found = (folders.get(os.path.realpath(entry or os.curdir)) for entry in path)
    return tuple(dict.fromkeys(name for name in found if name is not None))
