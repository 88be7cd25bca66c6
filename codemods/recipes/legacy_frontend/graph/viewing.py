"""Views as nodes: from the dotted names of URL confs to the files they stand in, through packages that hand them on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from codemods.recipes.legacy_frontend.graph.model import Kind, Node
from codemods.recipes.legacy_frontend.python.reading import Definition, PythonFacts
from codemods.recipes.legacy_frontend.python.urlconf import UrlEntry

_DEPTH = 5


class Views:
    """The views of a tree by file and name, and the modules by every dotted name they may be imported under."""

    def __init__(self, facts: Mapping[str, PythonFacts]) -> None:
        self._facts = facts
        self._definitions = {(path, each.name): each for path, fact in facts.items() for each in fact.definitions}
        self._modules: dict[str, list[str]] = {}
        for path in facts:
            parts = path.removesuffix(".py").removesuffix("/__init__").split("/")
            for index in range(len(parts)):
                self._modules.setdefault(".".join(parts[index:]), []).append(path)

    def is_view(self, path: str, name: str) -> bool:
        """Whether a file defines a view of this name."""
        return (path, name) in self._definitions

    def definition(self, node: Node) -> Definition | None:
        """Return what is known of a view."""
        path, _, name = node.name.partition("::")
        return self._definitions.get((path, name))

    def line(self, node: Node) -> int:
        """Return the line of a view, 0 for other code."""
        definition = self.definition(node)
        return definition.line if definition else 0

    def url(self, entry: UrlEntry) -> Node:
        """Return the node of an entry."""
        return Node(Kind.URL, f"{entry.path}:{entry.line} {entry.pattern}")

    def of(self, entry: UrlEntry) -> list[Node]:
        """Return the view of an entry, or other code that it names; nothing where that is not in the tree."""
        return self.named(entry.view) if entry.view else []

    def named(self, dotted: str, depth: int = 0) -> list[Node]:
        """Return what a dotted name means; a package may hand on what one of its modules defines."""
        module, _, name = dotted.rpartition(".")
        if not module or depth > _DEPTH:
            return []
        for path in self._modules.get(module, ()):
            if self.is_view(path, name):
                return [Node(Kind.VIEW, f"{path}::{name}")]
            handed = self._facts[path].imports.get(name)
            if handed and handed != dotted:
                return self.named(handed, depth + 1) or [Node(Kind.CODE, f"{path}::{name}")]
        for path in self._modules.get(module, ()):
            stars = [
                each.rpartition(".")[0] for bound, each in self._facts[path].imports.items() if bound.startswith("*")
            ]
            # A module that is imported with a star may define the name or not: only a definition tells.
            for star in stars:
                found = [node for node in self.named(f"{star}.{name}", depth + 1) if self._is_defined(node)]
                if found:
                    return found
            return [Node(Kind.CODE, f"{path}::{name}")]
        return []

    def _is_defined(self, node: Node) -> bool:
        path, _, name = node.name.partition("::")
        return self.is_view(path, name) or name in self._facts[path].uses

    def nodes(self) -> Iterator[Node]:
        """Yield the nodes of all views."""
        for path, name in self._definitions:
            yield Node(Kind.VIEW, f"{path}::{name}")

    def named_elsewhere(self, words: Counter[str]) -> Iterator[Node]:
        """Yield the views whose name is used anywhere but in themselves; two of one name vouch for each other."""
        own: Counter[str] = Counter()
        for (_, name), definition in self._definitions.items():
            own[name] += definition.own_mentions
        for (path, name), _ in self._definitions.items():
            if words[name] > own[name]:
                yield Node(Kind.VIEW, f"{path}::{name}")
