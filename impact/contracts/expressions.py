"""Expressions for modules, `a.b`, `a.*` (one name) and `a.**` (one or more), and for imports, `a.* -> b.c`.

They mean what import-linter's mean: https://import-linter.readthedocs.io/en/stable/contract_types.html
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from impact.contracts.errors import ContractMisconfigured
from impact.contracts.graph import ImportGraph

_NAME = re.compile(r"[^.\s*]+|\*\*?")


def check_expression(expression: str) -> str:
    """Return the expression; raises ContractMisconfigured if it is none."""
    previous = ""
    for part in expression.split("."):
        if not _NAME.fullmatch(part):
            whole = " A wildcard stands for whole names only." if "*" in part else ""
            raise ContractMisconfigured(f"'{expression}' is no expression for modules.{whole}")
        if "**" in (previous, part) and previous.startswith("*") and part.startswith("*"):
            raise ContractMisconfigured(f"'{expression}': '{previous}' can't be followed by '{part}'.")
        previous = part
    return expression


def is_wild(expression: str) -> bool:
    """Whether the expression holds a wildcard."""
    return "*" in expression


def compile_expression(expression: str) -> re.Pattern[str]:
    """Return the pattern that the full names of the modules match."""
    parts = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
    return re.compile(r"\.".join(parts.get(part) or re.escape(part) for part in expression.split(".")))


def match_modules(graph: ImportGraph, expression: str) -> list[int]:
    """Return the modules of the graph that an expression speaks of, in the order of their names."""
    if is_wild(expression):
        fits = compile_expression(expression).fullmatch
        return [number for number, name in enumerate(graph.names) if fits(name)]
    number = graph.find(expression)
    return [] if number is None else [number]


def match_imports(graph: ImportGraph, importer: str, imported: str) -> list[tuple[int, int]]:
    """Return the edges of the graph that a pair of expressions speaks of."""
    targets = frozenset(match_modules(graph, imported))
    return [
        (source, target)
        for source in match_modules(graph, importer)
        for target in graph.successors[source]
        if target in targets
    ]


def expand(graph: ImportGraph, expressions: Iterable[str], warnings: list[str], option: str) -> list[str]:
    """Return the names that expressions speak of, sorted; those without wildcards stand for themselves.

    A wildcard that matches nothing is told in `warnings`.
    """
    names: set[str] = set()
    for expression in expressions:
        if not is_wild(expression):
            names.add(expression)
            continue
        found = match_modules(graph, expression)
        if not found:
            warnings.append(f"{option}: '{expression}' matches no module.")
        names.update(graph.names[number] for number in found)
    return sorted(names)
