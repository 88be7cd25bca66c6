"""The pages of a frontend: each view that a URL leads to, its state, and what stands in the way of its migration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from codemods.inventory.owners import Owners
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Kind, Node
from codemods.recipes.legacy_frontend.python.signs import MICROFRONTEND, Sign, Sort
from codemods.recipes.legacy_frontend.python.urlconf import UrlEntry

_RENDERS = frozenset({"render", "call", "attribute", "as_view", "implied"})
_SHARED = 3
"""What more pages than this reach is the frame of all of them: base templates and their assets."""


class State(StrEnum):
    """How far the migration of a page has come."""

    LEGACY = "LEGACY"
    """Rendered here."""
    MFE = "MFE"
    """Rendered here, or by a micro-frontend, as something decides when it is asked for."""
    REDIRECT = "REDIRECT"
    """Only a redirect to a micro-frontend is left."""
    REMOVED = "REMOVED"
    """It was there at an earlier revision."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    - `name`: the view, `file::name`, or the URL of a bare redirect; `urls` and `names`: its patterns, and their names;
    - `evidence`: why it has its state, with file and line; `templates`: those that its view renders;
    - `files`, `lines`: what at most three pages reach, and this one does; `technologies`: of those;
    - `toggles`: asked by its views and templates; `strings`: how many of its strings are translated.
    """

    name: str
    urls: tuple[str, ...]
    names: tuple[str, ...]
    state: State
    evidence: str
    path: str
    line: int
    templates: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    lines: int = 0
    technologies: tuple[str, ...] = ()
    owner: str = ""
    toggles: tuple[str, ...] = ()
    strings: int = 0


def find_pages(frontend: Frontend, owners: Owners) -> list[Page]:
    """Return the pages, by file and line."""
    bare, by_view = list[Page](), dict[Node, list[UrlEntry]]()
    for facts in frontend.reading.python.values():
        for entry in facts.entries:
            found = frontend.views.of(entry)
            leads = [name for name in entry.settings if MICROFRONTEND.search(name)]
            if leads and not any(node.kind is Kind.VIEW for node in found):
                evidence = f"the URL redirects to {leads[0]} ({entry.path}:{entry.line})"
                names = tuple(filter(None, (entry.name,)))
                name = frontend.views.url(entry).name
                bare.append(Page(name, (entry.pattern,), names, State.REDIRECT, evidence, entry.path, entry.line))
            for node in found or _without_view(frontend, entry):
                by_view.setdefault(node, []).append(entry)
    reached = {node: _reached(frontend, node, entries) for node, entries in by_view.items()}
    pages = [page for node, entries in by_view.items() if (page := _page(frontend, node, entries, reached[node]))]
    counts: dict[Node, int] = {}
    for page in pages:
        for each in reached[_node(frontend, page)]:
            counts[each] = counts.get(each, 0) + 1
    sized = [
        _sized(frontend, page, {n for n in reached[_node(frontend, page)] if counts[n] <= _SHARED}) for page in pages
    ]
    owned = [replace(page, owner=owners.of(page.path)) for page in (*sized, *bare)]
    return sorted(owned, key=lambda page: (page.path, page.line, page.name))


def _without_view(frontend: Frontend, entry: UrlEntry) -> list[Node]:
    """Return the entry itself where it gives one of Django's views a template, as `TemplateView.as_view` takes it."""
    node = frontend.views.url(entry)
    return [node] if any(edge.how in _RENDERS for edge in frontend.graph.leaving.get(node, ())) else []


def _node(frontend: Frontend, page: Page) -> Node:
    found = (Node(kind, page.name) for kind in (Kind.VIEW, Kind.URL))
    return next((node for node in found if node in frontend.graph.nodes), Node(Kind.CODE, page.name))


def _reached(frontend: Frontend, node: Node, entries: list[UrlEntry]) -> set[Node]:
    """Return what a view reaches, and what its entries give it."""
    given = {
        edge.target
        for entry in entries
        for edge in frontend.graph.leaving.get(frontend.views.url(entry), ())
        if edge.how in _RENDERS
    }
    return frontend.graph.reached([node, *given])


def _page(frontend: Frontend, node: Node, entries: list[UrlEntry], reached: set[Node]) -> Page | None:
    """Return the page of a view; None for one that renders nothing and redirects nowhere: an API, say."""
    graph = frontend.graph
    code = {node, *(each for each in reached if each.kind in (Kind.CODE, Kind.VIEW))}
    urls = [url for url in map(frontend.views.url, entries) if url != node]
    edges = [
        edge for source in (*sorted(code), *urls) for edge in graph.leaving.get(source, ()) if edge.how in _RENDERS
    ]
    # A text is an e-mail, or a piece of one: sending it makes no page.
    edges = [edge for edge in edges if edge.target.kind is Kind.TEMPLATE and not edge.target.name.endswith(".txt")]
    templates = tuple(sorted({edge.target.name for edge in edges}))
    renders = bool(templates) or any(site.source == node and site.how in _RENDERS for site in graph.dynamic)
    leads = sorted((sign.name, path, sign.line) for path, sign in _signs(frontend, node) if sign.sort is Sort.REDIRECT)
    if leads:
        state = State.MFE if renders else State.REDIRECT
        evidence = f"redirects to {leads[0][0]} ({leads[0][1]}:{leads[0][2]})"
    elif renders:
        state = State.LEGACY
        evidence = (
            f"renders {edges[0].target.name} ({edges[0].path}:{edges[0].line})"
            if edges
            else "renders what is only known at run time"
        )
    else:
        return None
    path, definition = node.path, frontend.views.definition(node)
    return Page(
        node.name,
        tuple(dict.fromkeys(entry.pattern for entry in entries)),
        tuple(dict.fromkeys(entry.name for entry in entries if entry.name)),
        state,
        evidence,
        path,
        definition.line if definition else entries[0].line if node.kind is Kind.URL else 0,
        templates,
    )


def _signs(frontend: Frontend, node: Node) -> Iterator[tuple[str, Sign]]:
    path, _, name = node.name.partition("::")
    for sign in frontend.reading.signs.get(path, ()):
        if sign.owner.partition(".")[0] == name:
            yield path, sign


def _sized(frontend: Frontend, page: Page, own: set[Node]) -> Page:
    reading = frontend.reading
    files = tuple(sorted(node.name for node in own if node.is_file))
    code = [node for node in own if node.kind in (Kind.VIEW, Kind.CODE)]
    signs = [sign for node in code for _, sign in _signs(frontend, node)]
    signs += [sign for path in files for sign in reading.signs.get(path, ())]
    kinds = {reading.technologies[path] for path in files if path in reading.technologies} - {"other", "python"}
    return replace(
        page,
        files=files,
        lines=sum(reading.lines.get(path, 0) for path in files),
        technologies=tuple(sorted(kinds)),
        toggles=tuple(sorted({sign.name for sign in signs if sign.sort is Sort.TOGGLE})),
        strings=sum(reading.translated.get(path, 0) for path in files)
        + sum(sign.sort is Sort.TRANSLATION for node in code for _, sign in _signs(frontend, node)),
    )


def removed(before: list[Page], now: list[Page], revision: str) -> list[Page]:
    """Return the pages that were there at an earlier revision and are not now; a view that moved keeps its URLs."""
    urls = {url for page in now for url in page.urls}
    names = {page.name for page in now}
    gone = [page for page in before if page.name not in names and not urls.intersection(page.urls)]
    return [replace(page, state=State.REMOVED, evidence=f"it was there at {revision}") for page in gone]
