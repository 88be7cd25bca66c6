"""The entries of URL confs that lead to a view."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.errors import SourceUnreadable
from codemods.names.dotted import last_part
from codemods.needles import words
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.errors import AmbiguousView, UnknownView
from codemods.recipes.legacy_frontend.python.bindings import bind, imports_of
from codemods.recipes.legacy_frontend.python.urlconf import UrlEntry, find_entries
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.views.finding import find_view
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.opening import Opened
from codemods.sources.python import Python

_ENTRIES = frozenset({"url", "path", "re_path"})
_NAMED = re.compile(r"\(\?P<(\w+)>|<(?:\w+:)?(\w+)>")
_UNNAMED = re.compile(r"(?<!\\)\((?!\?)")


@dataclass(frozen=True, slots=True)
class Route:
    """One entry: its file, read, the call, and the expression in it that is the view, with what is called around it.

    `pattern` is what the source writes out of its pattern, which is all of it if `is_whole`.
    """

    path: str
    opened: Opened
    source: Python
    entry: UrlEntry
    call: ast.Call
    target: ast.expr
    pattern: str
    is_whole: bool

    @property
    def named(self) -> tuple[str, ...]:
        """The arguments that its pattern names, as far as it is written out."""
        return tuple(one or other for one, other in _NAMED.findall(self.pattern))

    @property
    def has_unnamed(self) -> bool:
        """Whether arguments come by position: Django takes none by position where there are named ones."""
        is_regex = _called(self.call) != "path"
        return is_regex and self.is_whole and not self.named and bool(_UNNAMED.search(self.pattern))

    @property
    def may_lack(self) -> bool:
        """Whether a part of the pattern may be missing."""
        return bool(re.search(r"\)[?*|]|\|", self.pattern))


def routes_to(tree: Tree, view: View) -> Iterator[Route]:
    """Yield the entries that lead to a view, by name or as a string, behind whatever wrappers."""
    for path in tree.holding(words(view.name)):
        if not path.endswith(".py"):
            continue
        try:
            opened = tree.open(path)
        except SourceUnreadable:
            continue
        if opened is not None and isinstance(opened.source, Python):
            yield from _routes_in(tree, view, path, opened, opened.source)


def _routes_in(tree: Tree, view: View, path: str, opened: Opened, source: Python) -> Iterator[Route]:
    _, places = bind(source.tree)
    imports = imports_of(source.tree, opened.place.package)
    calls: dict[tuple[int, int | None], list[ast.Call]] = {}
    for node in places:
        if isinstance(node, ast.Call) and len(node.args) > 1 and _called(node) in _ENTRIES:
            calls.setdefault((node.lineno, node.end_lineno), []).append(node)
    for entry in find_entries(path, opened.place.module, places, Values(places), imports):
        call = calls[entry.line, entry.end].pop(0)
        if last_part(entry.view) == view.name and is_view(tree, entry.view, view):
            texts = [each.value for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)]
            pattern = "".join(each for each in texts if isinstance(each, str))
            is_whole = isinstance(call.args[0], ast.Constant)
            yield Route(path, opened, source, entry, call, call.args[1], pattern, is_whole)


def is_view(tree: Tree, name: str, view: View) -> bool:
    """Whether a dotted name means a view, or may mean it."""
    try:
        found = find_view(tree, name)
    except UnknownView:
        return False
    except AmbiguousView as fault:
        return f"{view.path}:{view.name}" in fault.places
    return (found.path, found.name) == (view.path, view.name)


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
