"""Installed distributions: which one an import comes from, what it requires in turn, and by what it is known."""

from __future__ import annotations

import importlib.metadata as metadata
import inspect
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.machinery import EXTENSION_SUFFIXES

from impact.model import ABSENT, digest

TOOLS = frozenset(
    "pytest-openedx pytest-xdist execnet pytest-cov coverage sqlite-utils sqlite-fts4 grimp libcst rich".split()
)
"""Distributions that carry out a recording: no test rests on them unless its modules import them."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_HEADER = re.compile(r"^(Name|Requires-Dist): *(.+)$", re.MULTILINE)


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


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a distribution says of itself: its name, and what it requires without extras, both in normal form.

    The headers are looked through for those two alone: to parse them all, and the text behind them, takes ten times as
    long, in every run.
    """

    name: str
    required: frozenset[str]
    distribution: metadata.Distribution

    @classmethod
    def of(cls, distribution: metadata.Distribution) -> _Stated:
        """Read the metadata. A distribution that is damaged has no name and requires nothing."""
        modern = distribution.read_text("METADATA")
        headers = (modern or distribution.read_text("PKG-INFO") or "").partition("\n\n")[0]
        stated = _HEADER.findall(headers)
        wanted = [text for key, text in stated if key != "Name"] if modern else distribution.requires or ()
        plain = [each for each in wanted if "extra" not in each.partition(";")[2]]
        names = {_normal(match.group()) for each in plain if (match := _NAME.match(each))}
        own = [text for key, text in stated if key == "Name"]
        return cls(_normal(own[0].strip()) if own else "", frozenset(names), distribution)


class Installed:
    """What is installed where this runs. Everything is looked up when it is first asked for, and once."""

    def __init__(self) -> None:
        self._closures: dict[str, frozenset[str]] = {}
        self._ids: dict[str, str] = {}

    @cached_property
    def _present(self) -> Mapping[str, _Stated]:
        found: dict[str, _Stated] = {}
        for each in metadata.distributions():
            stated = _Stated.of(each)
            if stated.name:
                found.setdefault(stated.name, stated)  # as for imports, the first on the path counts
        return found

    @cached_property
    def _by_import(self) -> Mapping[str, list[str]]:
        # As `metadata.packages_distributions`, which looks for every single file that a distribution lists.
        found: dict[str, list[str]] = {}
        for name, stated in self._present.items():
            for top in _tops(stated.distribution):
                found.setdefault(top, []).append(name)
        return found

    def behind(self, tops: Iterable[str]) -> frozenset[str]:
        """Return the distributions that top-level imports come from, with all that they require."""
        found: set[str] = set()
        for top in tops:
            for name in self._by_import.get(top, ()):
                found |= self._closure(name)
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
                stated = self._present.get(pending.pop())
                new = {each for each in stated.required if each in self._present} - found if stated else ()
                found.update(new)
                pending.extend(new)
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


def _normal(name: str) -> str:
    """Return the name of a distribution in its normal form (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()
