"""Installed distributions: which one an import comes from, what it requires in turn, and by what it is known."""

from __future__ import annotations

import importlib.metadata as metadata
import inspect
import os
import re
import sys
from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.machinery import EXTENSION_SUFFIXES

from impact.model import ABSENT, digest

TOOLS = frozenset(
    "pytest-openedx pytest-xdist execnet pytest-cov coverage sqlite-utils sqlite-fts4 grimp libcst rich".split()
)
"""Distributions that carry out a recording: no test rests on them unless its modules import them."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


_IMPORT = "behind `import "


def import_name(top: str) -> str:
    """Return the name by which to ask `distribution_id` whether a top-level module is installed."""
    return f"{_IMPORT}{top}`"


def _import_id(top: str) -> str:
    """Return a content id of all that is installed as a top-level module, as far as it can be seen without import."""
    names = (top, f"{top}.py", *(f"{top}{suffix}" for suffix in EXTENSION_SUFFIXES))
    found = [path for folder in sys.path for name in names if os.path.lexists(path := os.path.join(folder, name))]
    return digest(found) if found else ABSENT


def distribution_id(name: str) -> str:
    """Return the content id of an installed distribution: its metadata and the list of its files.

    A patch release changes it, and so does another build of the same version. A name that `import_name` made stands
    for whatever is installed under that one.
    """
    if name.startswith(_IMPORT):
        return _import_id(name.removeprefix(_IMPORT).rstrip("`"))
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ABSENT
    texts = [found.read_text(each) or "" for each in ("METADATA", "PKG-INFO", "RECORD", "direct_url.json")]
    return digest([name, *texts])


class Installed:
    """What is installed where this runs. Everything is looked up when it is first asked for, and once."""

    def __init__(self) -> None:
        self._closures: dict[str, frozenset[str]] = {}
        self._ids: dict[str, str] = {}

    @cached_property
    def _by_import(self) -> Mapping[str, list[str]]:
        # As `metadata.packages_distributions`, which looks for every single file that a distribution lists.
        found: dict[str, list[str]] = {}
        for each in metadata.distributions():
            for top in _tops(each):
                found.setdefault(top, []).append(each.metadata["Name"])
        return found

    def behind(self, tops: Iterable[str]) -> frozenset[str]:
        """Return the distributions that top-level imports come from, with all that they require."""
        found: set[str] = set()
        for top in tops:
            for name in self._by_import.get(top, ()):
                found |= self._closure(_normal(name))
        return frozenset(found)

    def identity(self, name: str) -> str:
        """Return the content id of a distribution."""
        if name not in self._ids:
            self._ids[name] = distribution_id(name)
        return self._ids[name]

    def _closure(self, name: str) -> frozenset[str]:
        known = self._closures.get(name)
        if known is None:
            found, pending = {name}, [name]
            while pending:
                for each in _requirements(pending.pop()) - found:
                    found.add(each)
                    pending.append(each)
            known = self._closures[name] = frozenset(found)
        return known


def _tops(distribution: metadata.Distribution) -> set[str]:
    """Return the names that can be imported from a distribution."""
    told = distribution.read_text("top_level.txt")
    if told is not None:
        return set(told.split())
    listed = distribution.read_text("RECORD") or distribution.read_text("SOURCES.txt") or ""
    paths = {line.partition(",")[0].strip('"').partition("/")[::2] for line in listed.splitlines()}
    names = {top if rest else inspect.getmodulename(top) for top, rest in paths}
    return {name for name in names if name and "." not in name and name != "__pycache__"}


def _requirements(name: str) -> set[str]:
    """Return what a distribution requires and finds installed, its extras left out."""
    try:
        stated = metadata.distribution(name).requires or ()
    except metadata.PackageNotFoundError:
        return set()
    plain = [each for each in stated if "extra" not in each.partition(";")[2]]
    names = {_normal(match.group()) for each in plain if (match := _NAME.match(each))}
    return {each for each in names if _is_installed(each)}


def _is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _normal(name: str) -> str:
    """Return the name of a distribution in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
