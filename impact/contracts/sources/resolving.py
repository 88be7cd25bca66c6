"""From the name in an import statement to the module of the graph that it stands for, as grimp resolves it."""

from __future__ import annotations

from collections.abc import Container, Iterable


class Resolver:
    """Resolves names against the modules, namespaces among them, and the root packages.

    `from a.b import c` is `a.b.c` where there is such a module, else `a.b`. What is neither is an external package, of
    which the first part of the name counts, or the first part by which it differs from a root in the same namespace;
    inside such a root it is nothing at all.
    """

    def __init__(self, modules: Container[str], roots: Iterable[str], with_external: bool) -> None:
        self._modules = modules
        self._with_external = with_external
        self._roots = sorted(roots)
        self._known: dict[str, str | None] = {}

    def resolve(self, name: str, importer: str, is_package: bool) -> str | None:
        """Return the module that a statement of `importer` means, or None if it is none of the graph's."""
        if name.startswith("."):
            absolute = _absolute(name, importer, is_package)
            if absolute is None:
                return None
            name = absolute
        if name in self._known:
            return self._known[name]
        found = self._known[name] = self._find(name)
        return found

    def _find(self, name: str) -> str | None:
        if name in self._modules:
            return name
        parent = name.rpartition(".")[0]
        if parent in self._modules:
            return parent
        return self._external(name) if self._with_external else None

    def _external(self, name: str) -> str | None:
        first = name.partition(".")[0]
        parts = name.split(".")
        portions = []
        for root in self._roots:
            if root.startswith(name + "."):
                return None  # a namespace that holds a root
            if "." in root and name.startswith(root + "."):
                return None
            if root.startswith(first + "."):
                portions.append(_portion(parts, root.split(".")))
        return max(portions, key=lambda portion: portion.count("."), default=first)


def _absolute(name: str, importer: str, is_package: bool) -> str | None:
    tail = name.lstrip(".")
    up = len(name) - len(tail) - is_package
    parts = importer.split(".")
    if up >= len(parts):
        return None
    return ".".join(parts[: len(parts) - up]) + "." + tail


def _portion(parts: list[str], root: list[str]) -> str:
    """Return as much of a name as it takes to tell it from a root; neither is inside the other."""
    same = 0
    while parts[same] == root[same]:
        same += 1
    return ".".join(parts[: same + 1])
