"""The baseline: violations that are let through because they were there first. It may only shrink.

For each pair of packages it holds the edges of a minimum cut, and the modules at which the chains begin: an edge alone
would let new modules through it unnoticed. No line numbers are kept.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from impact.contracts.errors import BaselineUnreadable
from impact.contracts.model import Edge

FILE = ".contracts-baseline.json"
"""Beside the configuration, unless its option `baseline` says otherwise."""
VERSION = 1

Key = tuple[str | None, str | None, str | None]
"""Importer, imported and package of a violation."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is let through of one violation: chains that pass one of these edges and begin in one of these modules."""

    key: Key
    edges: tuple[Edge, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is let through of one contract. `undeclared` are modules that an exhaustive contract need not list."""

    allowances: tuple[Allowance, ...] = ()
    undeclared: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.allowances or self.undeclared)


Baseline = Mapping[str, Frozen]
"""What is let through, by the ids of the contracts."""


def read_baseline(path: Path) -> Baseline:
    """Return the baseline in a file, or an empty one if there is none; raises BaselineUnreadable."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BaselineUnreadable(path, f"it can't be read: {error}") from error
    if not isinstance(found, dict) or found.get("version") != VERSION:
        raise BaselineUnreadable(path, f"it is no baseline of version {VERSION}")
    try:
        return {identity: _frozen(each) for identity, each in found["contracts"].items()}
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BaselineUnreadable(path, f"it has not the form of a baseline: {error!r}") from error


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline, in canonical order, so that its differences are those of its content."""
    contracts = {identity: _plain(baseline[identity]) for identity in sorted(baseline) if baseline[identity]}
    draft = path.with_name(path.name + ".new")
    draft.write_text(json.dumps({"version": VERSION, "contracts": contracts}, indent=1) + "\n", encoding="utf-8")
    draft.replace(path)


def _frozen(raw: Mapping[str, Any]) -> Frozen:
    allowances = []
    for each in raw["violations"]:
        key = each["importer"], each["imported"], each["package"]
        edges = [(_name(importer), _name(imported)) for importer, imported in each["cut"]]
        allowances.append(Allowance(key, tuple(edges), tuple(map(_name, each["sources"]))))
    return Frozen(tuple(allowances), tuple(map(_name, raw["undeclared"])))


def _name(raw: object) -> str:
    if not isinstance(raw, str):
        raise TypeError(f"{raw!r} is no name of a module")
    return raw


def _plain(frozen: Frozen) -> dict[str, Any]:
    return {
        "violations": [
            {
                "importer": each.key[0],
                "imported": each.key[1],
                "package": each.key[2],
                "cut": [list(edge) for edge in sorted(each.edges)],
                "sources": sorted(each.sources),
            }
            for each in sorted(frozen.allowances, key=lambda each: [part or "" for part in each.key])
        ],
        "undeclared": sorted(frozen.undeclared),
    }


def merge(one: Frozen, other: Frozen) -> Frozen:
    """Return what lets through all that one of the two does."""
    edges: dict[Key, set[Edge]] = {}
    sources: dict[Key, set[str]] = {}
    for allowance in (*one.allowances, *other.allowances):
        edges.setdefault(allowance.key, set()).update(allowance.edges)
        sources.setdefault(allowance.key, set()).update(allowance.sources)
    allowances = [Allowance(key, tuple(sorted(edges[key])), tuple(sorted(sources[key]))) for key in edges]
    return Frozen(tuple(allowances), tuple(sorted({*one.undeclared, *other.undeclared})))


def as_ignored_imports(frozen: Frozen) -> Iterable[str]:
    """Return the frozen edges as lines for `ignore_imports`, for import-linter; it knows no sources."""
    return sorted({f"{importer} -> {imported}" for each in frozen.allowances for importer, imported in each.edges})
