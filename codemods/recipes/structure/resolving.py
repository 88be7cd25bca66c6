"""Which imports of a tree's own modules lead somewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.names.dotted import first_part, parent
from codemods.names.scopes import Import
from codemods.recipes.structure.layout import Layout
from codemods.sources.python import Python


class Resolving:
    """Follows imports through a layout; what modules bind is looked at once."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._bound: dict[str, frozenset[str] | None] = {}
        self._own = {*layout.tops, *(name for root in layout.inner_roots for name in layout.children.get(root, ()))}

    def leads_nowhere(self) -> Iterator[tuple[str, str]]:
        """Yield the path of a file and the name of a module, or of something in one, that an import finds nowhere."""
        for path in self._layout.names:
            source = self._source(path)
            for each in source.names.imports if source is not None else ():
                target = each.target
                if target and first_part(target) in self._own and not self._is_there(target, each):
                    yield path, target

    def lost_relatives(self, path: str) -> set[int]:
        """Return the lines of a file's relative imports that lead nowhere."""
        source = self._source(path)
        return {
            each.statement.lineno
            for each in (source.names.imports if source is not None else ())
            if isinstance(each.statement, ast.ImportFrom)
            and each.statement.level > 0
            and not (each.target and self._is_there(each.target, each))
        }

    def _is_there(self, target: str, imported: Import) -> bool:
        layout = self._layout
        if layout.find(target) or self._is_namespace(target):
            return True
        if imported.bound == "*" or not hasattr(imported.statement, "level"):
            return False
        return any(self._binds(path, target) for path in layout.find(parent(target)))

    def _is_namespace(self, name: str) -> bool:
        inside = name.replace(".", "/")
        roots = ("", *self._layout.outer_roots, *self._layout.inner_roots)
        return any((f"{root}/{inside}" if root else inside) in self._layout.children for root in roots)

    def _binds(self, path: str, target: str) -> bool:
        if path not in self._bound:
            self._bound[path] = self._names_in(path)
        bound = self._bound[path]
        return bound is None or target.rpartition(".")[2] in bound

    def _names_in(self, path: str) -> frozenset[str] | None:
        """Return the names that a module binds; None where that can't be told."""
        source = self._source(path)
        if source is None:
            return None
        top = source.names.top
        if "*" in top.imports or "__getattr__" in top.others or "globals" in source.text or "__dict__" in source.text:
            return None
        return frozenset({*top.imports, *top.others, "__path__", "__file__", "__name__", "__doc__"})

    def _source(self, path: str) -> Python | None:
        try:
            opened = self._layout.tree.open(path)
        except SourceUnreadable:
            return None
        source = opened.source if opened is not None else None
        if not isinstance(source, Python):
            return None
        source.siblings = self._layout.siblings(path)
        return source
