"""How the code of an application imports its own modules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from codemods.errors import SourceUnreadable
from codemods.names.dotted import is_inside
from codemods.plans.tree import Tree
from codemods.recipes.legacy_frontend.views.model import View
from codemods.sources.python import Python


def module_name(tree: Tree, view: View, path: str) -> str:
    """Return what a view's file calls another module of its application, for a `from` import.

    Whole dotted names as the application's own code uses them most; where it uses none, a relative one; outside of
    any package, the bare name. In a project with several import roots one file has several names, and a second copy
    of a module is loaded under each.

    :param path: the file of the other module, in the folder of the application or below.
    """
    rest = path.removeprefix(f"{view.application}/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    package = view.opened.place.package
    if not package:
        return rest
    name = application_name(tree, view)
    if name:
        return f"{name}.{rest}"
    level = view.path.removeprefix(f"{view.application}/").count("/") + 1
    return "." * level + rest


def application_name(tree: Tree, view: View) -> str:
    """Return the dotted name that the code of an application calls it by most; "" if it never does."""
    parts = view.application.split("/")
    names = [".".join(parts[start:]) for start in range(len(parts))]
    counts: Counter[str] = Counter()
    for path in tree.paths:
        if path.startswith(f"{view.application}/") and path.endswith(".py"):
            weight = 1000 if path == view.path else 1
            counts.update(dict.fromkeys(_names_in(tree, path, names), weight))
    return counts.most_common(1)[0][0] if counts else ""


def _names_in(tree: Tree, path: str, names: list[str]) -> Iterator[str]:
    """Yield those of the names that a file imports from in full."""
    try:
        opened = tree.open(path)
    except SourceUnreadable:
        return
    if opened is None or not isinstance(opened.source, Python):
        return
    for imported in opened.source.names.imports:
        if getattr(imported.statement, "level", 0):
            continue
        for name in names:
            if imported.target is not None and is_inside(imported.target, name) and imported.target != name:
                yield name
                break
