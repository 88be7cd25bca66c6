"""Making contracts ready to be judged: their options, their graph without ignored imports, their bans."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType

from impact.contracts import types
from impact.contracts.bans import Plan
from impact.contracts.configuration import Configuration, RawContract, read_kinds
from impact.contracts.custom import custom_types
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.graph import ImportGraph
from impact.contracts.ground import Ground
from impact.contracts.ignoring import ignore, ignored_import, require_reasons
from impact.contracts.options import (
    Option,
    Options,
    boolean,
    did_you_mean,
    expression,
    lines,
    one_of,
    read_options,
    several,
    text,
)

COMMON = (
    Option("ignore_imports", several(ignored_import), ()),
    Option("unmatched_ignore_imports_alerting", one_of("error", "warn", "none"), "error"),
    Option("broken_contract_guidance", lines, None),
    Option("kinds", read_kinds, ()),
    Option("exclude_modules", several(expression), ()),
    Option("require_reasons", boolean, False),
    Option("adr", text, None),
)
"""The options that every type has; the last four are ours, not import-linter's."""

GraphOf = Callable[[frozenset[str]], ImportGraph]
"""Returns the graph of the edges of some kinds; the empty set stands for import-linter's."""


@dataclass(frozen=True, slots=True)
class Case:
    """A contract ready to be judged: its plan, and the graph that it is about."""

    raw: RawContract
    options: Options
    graph: ImportGraph
    plan: Plan
    ignored: int
    warnings: tuple[str, ...]


def type_names() -> list[str]:
    """Return the names of the built-in types: the files on the shelf."""
    return sorted(name[:-3] for name in os.listdir(types.__path__[0]) if name.endswith(".py") and name[0] != "_")


def prepare(raw: RawContract, configuration: Configuration, graph_of: GraphOf, today: str) -> Case:
    """Return a contract with its options read and its bans made; raises ContractMisconfigured.

    `today` (ISO 8601) tells which ignored imports have expired.
    """
    shelf = _find_type(raw, configuration)
    options = read_options(raw.options, (*shelf.OPTIONS, *COMMON))
    _check_adr(options["adr"], configuration)
    if options["require_reasons"]:
        require_reasons(options["ignore_imports"])
    graph = graph_of(frozenset(options["kinds"]))
    warnings: list[str] = []
    graph = _exclude(graph, options["exclude_modules"], warnings)
    ignored = ignore(graph, options["ignore_imports"], options["unmatched_ignore_imports_alerting"], today)
    ground = Ground(ignored.graph, configuration.roots, configuration.flag("include_external_packages"), warnings)
    plan = shelf.plan(options, ground)
    return Case(raw, options, ignored.graph, plan, ignored.count, (*ignored.warnings, *warnings))


def _find_type(raw: RawContract, configuration: Configuration) -> ModuleType:
    from importlib import import_module

    known = type_names()
    if raw.type not in known:
        known += custom_types(configuration)
        raise ContractMisconfigured(
            f"type: there is no type '{raw.type}', only {', '.join(sorted(known))}.{did_you_mean(raw.type, known)}"
        )
    return import_module(f"impact.contracts.types.{raw.type}")


def _check_adr(adr: str | None, configuration: Configuration) -> None:
    if adr is not None and not (configuration.path.parent / adr).is_file():
        raise ContractMisconfigured(f"adr: there is no file '{adr}' beside {configuration.path.name}.")


def _exclude(graph: ImportGraph, expressions: list[str], warnings: list[str]) -> ImportGraph:
    """Return the graph without the edges of some modules, which are as good as absent."""
    if not expressions:
        return graph
    ground = Ground(graph, (), warnings=warnings)
    gone = {number for name in ground.expand(expressions, "exclude_modules") for number in graph.package(name)}
    return graph.without(edge for edge in graph.edges() if gone.intersection(edge))
