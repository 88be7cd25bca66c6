"""How the REST views of a project say who may ask: what most of them do is done here too."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.errors import SourceUnreadable
from codemods.names.dotted import is_inside, last_part, parent
from codemods.needles import words
from codemods.plans.tree import Tree
from codemods.sources.python import Python

_ATTRIBUTES = ("authentication_classes", "permission_classes")
_LOGGED_IN = "rest_framework.permissions.IsAuthenticated"


@dataclass(frozen=True, slots=True)
class Conventions:
    """Dotted names of the classes; no authentication ones where the project leaves that to its settings."""

    authentication: tuple[str, ...]
    permission: tuple[str, ...]

    def imports(self) -> dict[str, list[str]]:
        """Return the names to import, by module."""
        found: dict[str, list[str]] = {}
        for name in (*self.authentication, *self.permission):
            names = found.setdefault(parent(name), [])
            if last_part(name) not in names:
                names.append(last_part(name))
        return found


def conventions_of(tree: Tree) -> Conventions:
    """Return what the most classes of a tree say; a permission that lets in who is not logged in never counts."""
    counts: dict[str, Counter[tuple[str, ...]]] = {name: Counter() for name in _ATTRIBUTES}
    for path in tree.holding(words(*_ATTRIBUTES)):
        if not path.endswith(".py") or "/tests/" in path or path.rpartition("/")[2].startswith("test_"):
            continue
        try:
            opened = tree.open(path)
        except SourceUnreadable:
            continue
        if opened is not None and isinstance(opened.source, Python):
            for name, classes in _said(opened.source):
                counts[name][classes] += 1
    authentication = _most(counts["authentication_classes"])
    permission = _most(
        Counter(
            {each: n for each, n in counts["permission_classes"].items() if any("IsAuthenticated" in x for x in each)}
        )
    )
    return Conventions(authentication, permission or (_LOGGED_IN,))


def _said(source: Python) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the attributes of classes that list other classes by name, where all of these are imported."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ClassDef):
            continue
        for statement in node.body:
            if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple | ast.List):
                names = tuple(source.names.meaning(each) for each in statement.value.elts)
                known = tuple(each for each in names if each is not None and "." in each)
                for target in statement.targets:
                    if isinstance(target, ast.Name) and target.id in _ATTRIBUTES and known and len(known) == len(names):
                        yield target.id, known


def _most(counts: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what was said most often; among equals the first by name, so that every run says the same."""
    plain = {each: n for each, n in counts.items() if len({last_part(name) for name in each}) == len(each)}
    return min(plain, key=lambda each: (-plain[each], each)) if plain else ()


def guards_page(name: str) -> bool:
    """Whether a decorator of Django only matters for pages: an API has its own way, or needs none."""
    return any(is_inside(name, each) for each in _OF_PAGES)


_OF_PAGES = (
    "django.contrib.auth.decorators.login_required",
    "django.views.decorators.http",
    "django.views.decorators.csrf",
    "django.views.decorators.cache",
    "django.views.decorators.vary",
    "django.views.decorators.gzip",
    "django.views.decorators.clickjacking",
    "django.db.transaction.non_atomic_requests",
)
