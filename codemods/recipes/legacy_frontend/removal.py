"""What goes with a page, and what is shared and stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codemods.errors import PageAmbiguous, PageUnknown
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.files import is_vendored
from codemods.recipes.legacy_frontend.graph.model import Kind, Node
from codemods.recipes.legacy_frontend.python.signs import Sort
from codemods.recipes.legacy_frontend.python.urlconf import UrlEntry


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A line of a file, and what is asked for there."""

    path: str
    line: int
    what: str


@dataclass(frozen=True, slots=True)
class Removal:
    """If a page goes.

    - `goes`: the nodes that go with it; `stays`: those that it reaches and others, too;
    - `entries`: of URL confs; `toggles`: asked by nobody else; `shared_toggles`: by others, too;
    - `askers`: places outside of what goes that still ask for it, by the name of a URL, view or template;
    - `tests`: lines of tests that name what goes.
    """

    page: str
    goes: tuple[Node, ...]
    stays: tuple[Node, ...]
    entries: tuple[UrlEntry, ...]
    toggles: tuple[str, ...]
    shared_toggles: tuple[str, ...]
    askers: tuple[Place, ...]
    tests: tuple[Place, ...]

    def of(self, *kinds: Kind) -> list[str]:
        """Return the names of what goes, by kind."""
        return [node.name for node in self.goes if node.kind in kinds]


def plan_removal(frontend: Frontend, name: str) -> Removal:
    """Return what goes with a page: a template by its path, a view as `module.view`, a URL by its name, or an entry.

    A URL by its name is its own entries only: a view that entries of other names lead to is shared, and stays.

    :raises PageUnknown: if there is none of that name.
    :raises PageAmbiguous: if URLs of that name lead to several views.
    """
    starts = set(_named(frontend, name))
    if not starts:
        raise PageUnknown(name, _names(frontend))
    entries = [
        entry
        for entry in _entries(frontend)
        if starts.intersection(frontend.views.of(entry)) or frontend.views.url(entry) in starts
    ]
    # A view that is left without any URL goes; one that another entry leads to, too, is only shared.
    starts |= {frontend.views.url(entry) for entry in entries}
    going = _going(frontend, starts)
    reached = frontend.graph.reached(starts)
    toggles, shared = _toggles(frontend, going)
    askers = tuple(sorted(set(_askers(frontend, going, entries))))
    return Removal(
        name,
        tuple(sorted(going)),
        tuple(sorted(node for node in reached - going if node.kind is not Kind.CODE)),
        tuple(entries),
        toggles,
        shared,
        askers,
        tuple(sorted(set(_tests(frontend, going, entries)))),
    )


def _going(frontend: Frontend, starts: set[Node]) -> set[Node]:
    """Return what nothing else reaches: and private functions that only they use, round by round."""
    graph = frontend.graph
    going = set(starts)
    while True:
        rest = graph.reached([node for node in graph.roots if node not in going], without=going)
        new = {
            node
            for node in graph.reached(going) - rest - going
            if node.kind is not Kind.OTHER and not (node.path and is_vendored(node.path))
        }
        new |= {node for node in _private(frontend, going) if node not in going}
        if not new:
            return going
        going |= new


def _private(frontend: Frontend, going: set[Node]) -> Iterator[Node]:
    """Yield functions with a leading underscore that nobody uses but what goes."""
    users: dict[Node, set[Node]] = {}
    for edge in frontend.graph.edges:
        if edge.how == "use":
            users.setdefault(edge.target, set()).add(edge.source)
    for node, used_by in users.items():
        name = node.name.partition("::")[2]
        if name.startswith("_") and used_by <= going and frontend.reading.words[name] <= len(used_by):
            yield node


def _entries(frontend: Frontend) -> Iterator[UrlEntry]:
    for facts in frontend.reading.python.values():
        yield from facts.entries


def _named(frontend: Frontend, name: str) -> Iterator[Node]:
    graph = frontend.graph
    if name in graph.files:
        yield graph.files[name]
        return
    if Node(Kind.URL, name) in graph.nodes:  # as the inventory calls a page that has no view of its own
        yield Node(Kind.URL, name)
        return
    by_url = [entry for entry in _entries(frontend) if entry.name == name]
    if by_url:
        yield from _behind(frontend, name, by_url)
        return
    if "::" in name:
        node = Node(Kind.VIEW, name)
        yield from [node] if node in graph.nodes else []
        return
    found = [node for node in frontend.views.named(name) if node.kind is Kind.VIEW]
    yield from found or [
        node for path, node in graph.files.items() if path.endswith(f"/{name}") and node.kind is Kind.TEMPLATE
    ]


def _behind(frontend: Frontend, name: str, entries: list[UrlEntry]) -> Iterator[Node]:
    """Yield the entries of a URL's name, and their view where no entry of another name leads to it."""
    led_to = {node for entry in entries for node in frontend.views.of(entry)}
    if len(led_to) > 1:
        raise PageAmbiguous(name, sorted(node.name for node in led_to))
    others = {node for entry in _entries(frontend) if entry.name != name for node in frontend.views.of(entry)}
    yield from (frontend.views.url(entry) for entry in entries)
    yield from led_to - others


def _names(frontend: Frontend) -> Iterable[str]:
    yield from (node.name for node in frontend.graph.nodes if node.kind in (Kind.TEMPLATE, Kind.VIEW))
    yield from (entry.name for entry in _entries(frontend) if entry.name)


def _toggles(frontend: Frontend, going: set[Node]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own: set[str] = set()
    others: set[str] = set()
    for path, signs in frontend.reading.signs.items():
        is_file = path in frontend.graph.files
        for sign in signs:
            if sign.sort is not Sort.TOGGLE:
                continue
            top = sign.owner.partition(".")[0]
            node = frontend.graph.files[path] if is_file else Node(Kind.VIEW, f"{path}::{top}")
            (own if node in going or Node(Kind.CODE, f"{path}::{top}") in going else others).add(sign.name)
    return tuple(sorted(own - others)), tuple(sorted(own & others))


def _askers(frontend: Frontend, going: set[Node], entries: list[UrlEntry]) -> Iterator[Place]:
    """Yield what is left behind: edges from what stays, and names of URLs in code and templates."""
    for node in going:
        for edge in frontend.graph.entering.get(node, ()):
            if edge.source not in going and edge.how != "string":
                yield Place(edge.path, edge.line, node.name)
    gone = {node.name for node in going if node.is_file}
    names = {entry.name for entry in entries if entry.name}
    own = {(entry.path, line) for entry in entries for line in range(entry.line, entry.end + 1)}
    spans = [
        (node.path, found.line, found.end) for node in going if (found := frontend.views.definition(node)) is not None
    ]
    paths = [path for path in frontend.listing.paths if path not in gone]
    for place in _mentions(frontend, paths, names):
        inside = any(path == place.path and first <= place.line <= last for path, first, last in spans)
        if (place.path, place.line) not in own and not inside:
            yield place


def _tests(frontend: Frontend, going: set[Node], entries: list[UrlEntry]) -> Iterator[Place]:
    names = {entry.name for entry in entries if entry.name}
    views = {node.name.partition("::")[2] for node in going if node.kind is Kind.VIEW}
    templates = {node.name.rpartition("/")[2] for node in going if node.kind is Kind.TEMPLATE}
    yield from _mentions(frontend, frontend.listing.tests, names | templates)
    yield from _mentions(
        frontend, [path for path in frontend.listing.tests if path.endswith(".py")], views, quoted=False
    )


def _mentions(frontend: Frontend, paths: Iterable[str], names: set[str], *, quoted: bool = True) -> Iterator[Place]:
    """Yield the lines on which a name stands: all of a string, or its end after a slash; or else any whole word."""
    if not names:
        return
    joined = "|".join(map(re.escape, sorted(names)))
    pattern = re.compile(rf"(?<=[\"'/:])({joined})(?=[\"'])" if quoted else rf"(?<![\w])({joined})(?!\w)")
    needles = [name.encode() for name in names]
    for path in paths:
        raw = (frontend.listing.root / path).read_bytes()
        if not is_vendored(path) and any(needle in raw for needle in needles):
            for number, line in enumerate(raw.decode("utf-8", "replace").split("\n"), 1):
                yield from (Place(path, number, found[1]) for found in pattern.finditer(line))
