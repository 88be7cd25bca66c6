"""Circles of imports that a move would make: among modules as they run, and among packages side by side."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from codemods.errors import SourceUnreadable
from codemods.moving.layout import Layout
from codemods.names.dotted import is_inside, parent
from codemods.sources.python import Python
from impact.contracts.advice.moving import moved_name, simulate_move
from impact.contracts.graph import ImportGraph
from impact.contracts.kinds import IMPORT
from impact.contracts.sources.aliases import Aliases
from impact.contracts.sources.resolving import Resolver
from impact.contracts.sources.statements import Statement, find_imports

Edges = Mapping[str, set[str]]


def read_graph(layout: Layout, kinds: Iterable[str] | None = (IMPORT,)) -> ImportGraph:
    """Return who imports whom in a tree, by names in full; `kinds` of imports, None for all."""
    modules = layout.paths
    prefixes = tuple(layout.names[f"{root}/__init__.py"] for root in layout.inner_roots if _is_package(layout, root))
    aliases = Aliases(prefixes)
    resolver = Resolver(modules, layout.tops, with_external=False)
    rows: dict[str, set[str]] = {name: set() for name in modules}
    for path, name in layout.names.items():
        is_package = path.endswith("__init__.py")
        siblings = layout.siblings(path)
        for each in _imports(layout, path):
            if kinds is not None and each.kind not in kinds:
                continue
            written = each.name
            if written.partition(".")[0] in siblings:
                written = f".{written}"
            elif not written.startswith("."):
                written = aliases.expand(written, modules)
            target = resolver.resolve(written, name, is_package)
            if target is not None and target != name:
                rows[name].add(target)
    return ImportGraph.of_rows(rows)


def _is_package(layout: Layout, folder: str) -> bool:
    return f"{folder}/__init__.py" in layout.names


def _imports(layout: Layout, path: str) -> Iterable[Statement]:
    try:
        opened = layout.tree.open(path)
    except SourceUnreadable:
        return ()
    source = opened.source if opened is not None else None
    return find_imports(source.tree) if isinstance(source, Python) else ()


def new_circles(graph: ImportGraph, old: str, new: str) -> list[str]:
    """Return the circles that a move makes, each as the imports that close it: "a -> b -> a"."""
    after = simulate_move(graph, old, new)
    return [*_among_packages(graph, after, old, new), *_among_modules(graph, after, old, new)]


def _among_packages(before: ImportGraph, after: ImportGraph, old: str, new: str) -> Iterator[str]:
    """Yield the circle among the packages that part the old name from the new."""
    top = parent(old)
    while top and not is_inside(parent(new), top):
        top = parent(top)
    mine, former = _child(new, top), _child(old, top)
    if mine == former:
        return
    was, now = _siblings(before, top), _siblings(after, top)
    renamed = {mine if each == former and former not in now else each for each in _circle(was, mine, former, now)}
    fresh = _together(now, mine) - renamed - {mine}
    if fresh:
        round_trip = _round_trip(now, mine, fresh)
        yield ", ".join(_example(after, top, *step) for step in pairwise(round_trip))


def _circle(was: Edges, mine: str, former: str, now: Edges) -> set[str]:
    """Return what was in a circle with the package that the move goes to, or that it is the new name of."""
    return _together(was, mine) | (_together(was, former) if former not in now else set())


def _among_modules(before: ImportGraph, after: ImportGraph, old: str, new: str) -> Iterator[str]:
    was, now = _as_run(before), _as_run(after)
    for name in sorted(each for each in now if is_inside(each, new)):
        former = moved_name(name, new, old)
        fresh = _together(now, name) - {moved_name(each, old, new) for each in _together(was, former)} - {name}
        if fresh:
            yield " -> ".join(_round_trip(now, name, fresh))
            return


def _as_run(graph: ImportGraph) -> dict[str, set[str]]:
    """Return who runs whom: an import runs the packages above what is imported, unless they run already."""
    edges: dict[str, set[str]] = {name: set() for name in graph.names}
    for source, target in graph.edges():
        importer, imported = graph.names[source], graph.names[target]
        while imported and not is_inside(importer, imported):
            if imported in edges:
                edges[importer].add(imported)
            imported = parent(imported)
    return edges


def _child(name: str, top: str) -> str:
    """Return the name one level below a package that a name is inside of."""
    depth = top.count(".") + 2 if top else 1
    return ".".join(name.split(".")[:depth])


def _siblings(graph: ImportGraph, top: str) -> dict[str, set[str]]:
    edges: dict[str, set[str]] = {}
    for name in graph.names:
        if not top or is_inside(parent(name), top):
            edges.setdefault(_child(name, top), set())
    for source, target in graph.edges():
        importer, imported = _child(graph.names[source], top), _child(graph.names[target], top)
        if importer != imported and importer in edges and imported in edges:
            edges[importer].add(imported)
    return edges


def _together(edges: Edges, name: str) -> set[str]:
    """Return what is in a circle with a name, itself among them."""
    back: dict[str, set[str]] = {}
    for importer, those in edges.items():
        for imported in those:
            back.setdefault(imported, set()).add(importer)
    return {name} | (_reach(edges, name) & _reach(back, name))


def _reach(edges: Edges, name: str) -> set[str]:
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for each in edges.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen


def _round_trip(edges: Edges, name: str, through: set[str]) -> list[str]:
    """Return a shortest way from a name to one of others, and back."""
    out = _way(edges, name, through.__contains__)
    return out + _way(edges, out[-1], name.__eq__)[1:]


def _way(edges: Edges, start: str, is_end: Callable[[str], bool]) -> list[str]:
    known: dict[str, str] = {start: ""}
    waiting = deque([start])
    while waiting:
        name = waiting.popleft()
        for each in sorted(edges.get(name, ())):
            if each not in known:
                known[each] = name
                waiting.append(each)
            if is_end(each):
                way = [each]
                at = name
                while at:
                    way.insert(0, at)
                    at = known[at]
                return way
    return [start]


def _example(graph: ImportGraph, top: str, importer: str, imported: str) -> str:
    """Return one import between two packages."""
    for source, target in graph.edges():
        if (_child(graph.names[source], top), _child(graph.names[target], top)) == (importer, imported):
            return f"{graph.names[source]} -> {graph.names[target]}"
    return f"{importer} -> {imported}"


def circle_through(graph: ImportGraph, name: str, more: set[tuple[str, str]]) -> str:
    """Return the circle that some more imports close through a module: "a -> b -> a"; "" if they close none."""
    edges = [(graph.names[source], graph.names[target]) for source, target in graph.edges()]
    modules = {*graph.names, *(end for edge in more for end in edge)}
    now = _as_run(ImportGraph.of([*edges, *more], modules))
    fresh = _together(now, name) - _together(_as_run(graph), name) - {name}
    return " -> ".join(_round_trip(now, name, fresh)) if fresh else ""
