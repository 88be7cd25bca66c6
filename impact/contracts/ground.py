"""What a contract stands on: the graph without its ignored imports, and the session's root packages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from impact.contracts.errors import ContractMisconfigured, ModuleUnknown
from impact.contracts.expressions import expand
from impact.contracts.graph import ImportGraph


@dataclass(frozen=True, slots=True)
class Ground:
    """The graph that a contract is judged on. What is odd, yet no fault, goes to `warnings`."""

    graph: ImportGraph
    roots: tuple[str, ...]
    with_external: bool = False
    warnings: list[str] = field(default_factory=list)

    def expand(self, expressions: Iterable[str], option: str) -> list[str]:
        """Return the names that expressions speak of; those without wildcards stand for themselves."""
        return expand(self.graph, expressions, self.warnings, option)

    def existing(self, expressions: Iterable[str], option: str) -> list[str]:
        """Return the names that expressions speak of; raises ModuleUnknown if one is not in the graph."""
        names = self.expand(expressions, option)
        for name in names:
            self.require(name, option)
        return names

    def require(self, name: str, option: str) -> int:
        """Return the number of a module; raises ModuleUnknown if there is no such one."""
        number = self.graph.find(name)
        if number is None:
            raise ModuleUnknown(name, self.graph.names, f"{option}: ")
        return number

    def inside_roots(self, name: str) -> bool:
        """Whether a name is a root package, or below one."""
        return any(name == root or name.startswith(root + ".") for root in self.roots)


def overlap(one: str, other: str) -> bool:
    """Whether two packages are the same, or one is inside the other."""
    return f"{one}.".startswith(f"{other}.") or other.startswith(f"{one}.")


def refuse_overlap(one: str, other: str, option: str) -> None:
    """Raise ContractMisconfigured if one package is inside the other: it can't be forbidden to import itself."""
    if overlap(one, other):
        inner, outer = max(one, other, key=len), min(one, other, key=len)
        raise ContractMisconfigured(f"{option}: '{inner}' is inside '{outer}'; they can't stand side by side.")
