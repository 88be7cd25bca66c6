"""Building the graph: the references of all files, resolved and joined from URL to style sheet."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.graph.files import Listing, is_vendored, kind_of_file, root_names
from codemods.recipes.legacy_frontend.graph.lookup import Lookup
from codemods.recipes.legacy_frontend.graph.model import Broken, Certainty, Edge, Graph, Kind, Node, Open, RenderCall
from codemods.recipes.legacy_frontend.graph.overriding import foreign_folders, is_asked_for_elsewhere
from codemods.recipes.legacy_frontend.graph.reading import Reading, open_python, read_all
from codemods.recipes.legacy_frontend.graph.viewing import Views
from codemods.recipes.legacy_frontend.python.calling import RENDERER, link
from codemods.recipes.legacy_frontend.python.rendering import IMPLIED, Render
from codemods.recipes.legacy_frontend.python.values import HOLE, closed, fill
from codemods.recipes.legacy_frontend.references import ANY, STRING, Reference, Texts, Wanted, certainty_of, is_specific
from codemods.running.progress import follow
from codemods.sources.python import Python

_OTHER_ASSET = re.compile(r"\.(?:png|jpe?g|gif|svg|ico|woff2?|ttf|eot|pdf|json|mp[34])$", re.IGNORECASE)
_RELATIVE = frozenset({"include", "inherit", "namespace"})
"""References of Mako, which are told from the folder of the template that makes them."""


@dataclass(frozen=True)
class Frontend:
    """A tree as this recipe sees it: its graph, and the reading that it was made of."""

    listing: Listing
    reading: Reading
    graph: Graph
    views: Views
    lookup: Lookup

    def fitting(self, site: Open) -> list[Node]:
        """Return the files that a reference made at run time may mean."""
        if site.how == "shadowed":
            return [self.graph.files[path] for path in site.texts if path in self.graph.files]
        wanted = Wanted(site.wanted)
        kinds = {Kind.TEMPLATE} if wanted is Wanted.TEMPLATE else {Kind.SCRIPT, Kind.STYLE}
        paths = {path for text in site.texts for path in self.lookup.fitting(wanted, text, site.path)}
        return sorted(node for path in paths if (node := self.graph.files.get(path)) is not None and node.kind in kinds)


def build(listing: Listing, suffixes: tuple[str, ...] = ("",)) -> Frontend:
    """Read the files of a listing and build their graph; of files without one of the suffixes only the names count.

    :raises LibraryMissing: if a parser that is needed is not installed.
    """
    wanted = [path for path in listing.paths if path.endswith(suffixes)]
    reading = read_all(listing, iter(follow(wanted, len(wanted), "files")))
    engines = [engine for facts in reading.python.values() for engine in facts.settings.engines]
    static = {folder for facts in reading.python.values() for folder in facts.settings.folders}
    lookup = Lookup(listing, engines, static, reading.modules)
    views = Views(reading.python)
    building = _Building(listing, reading, lookup, views)
    return Frontend(listing, reading, building.graph(), views, lookup)


class _Building:
    def __init__(self, listing: Listing, reading: Reading, lookup: Lookup, views: Views) -> None:
        self._listing, self._reading, self._lookup, self._views = listing, reading, lookup, views
        self._edges: set[Edge] = set()
        self._broken: set[Broken] = set()
        self._open: set[Open] = set()
        self._roots: set[Node] = set()
        self._nodes: set[Node] = {
            Node(kind_of_file(path), path) for path in listing.paths if kind_of_file(path) is not Kind.OTHER
        }
        self._groups: dict[str, Node] = {}

    def graph(self) -> Graph:
        """Resolve everything."""
        for facts in self._reading.python.values():
            for group in facts.settings.groups:
                self._groups[group.name] = Node(Kind.GROUP, group.name)
        for facts in self._reading.python.values():
            for group in facts.settings.groups:
                self._refer(
                    self._groups[group.name], facts.path, Reference("bundle", Wanted.STATIC, group.texts, group.line)
                )
            for reference in facts.references:
                self._refer(self._owner(facts.path, reference.owner), facts.path, reference)
        renders = list(self._renders())
        for path, parsed in self._reading.parsed.items():
            source = Node(kind_of_file(path), path)
            if source.kind is Kind.OTHER:
                self._roots.add(source)
            for reference in parsed.references:
                self._refer(source, path, reference)
        self._urls()
        joined = {node for edge in self._edges for node in (edge.source, edge.target)}
        return Graph(
            frozenset(self._nodes | joined | self._roots | set(self._groups.values())),
            tuple(sorted(self._edges)),
            frozenset(self._roots),
            tuple(sorted(self._broken)),
            tuple(sorted(self._open)),
            tuple(sorted(set(self._reading.opaque))),
            tuple(sorted(renders)),
            dict(sorted(Counter(self._reading.technologies.values()).items())),
        )

    def _owner(self, path: str, qualified: str) -> Node:
        """Return the node of a function or class: its outermost; code that is no view is where reachability begins."""
        top = qualified.partition(".")[0]
        if top and self._views.is_view(path, top):
            node = Node(Kind.VIEW, f"{path}::{top}")
        else:
            node = Node(Kind.CODE, f"{path}::{top}")
            self._roots.add(node)
        self._nodes.add(node)
        return node

    def _renders(self) -> Iterator[RenderCall]:
        def opened(path: str) -> Python | None:
            return open_python(self._listing, path)

        def holding(word: str) -> Iterable[str]:
            return [path for path, facts in self._reading.python.items() if word in facts.words]

        for render in link(self._reading.python, opened, holding):
            if render.how == RENDERER:
                continue
            texts = closed(render.texts)
            certainty = certainty_of(texts)
            reference = Reference(render.how, Wanted.TEMPLATE, texts, render.line)
            source = (
                self._owner(render.path, render.owner)
                if render.owner or not self._is_conf(render.path)
                else self._url(render)
            )
            if not render.is_relayed:
                self._refer(source, render.path, reference)
            if render.how == "render":
                yield RenderCall(render.path, render.line, render.owner, certainty, tuple(sorted(texts)))

    def _is_conf(self, path: str) -> bool:
        return bool(self._reading.python[path].entries)

    def _url(self, render: Render) -> Node:
        """Return the entry of a URL conf that gives a view its template."""
        for entry in self._reading.python[render.path].entries:
            if entry.line <= render.line <= entry.end:
                return self._views.url(entry)
        return self._owner(render.path, "")

    def _refer(self, source: Node, path: str, reference: Reference) -> None:
        texts = self._filled(reference.texts)
        literal = [text for text in texts if ANY not in text and text]
        certainty = Certainty.PATTERN if reference.how == STRING else Certainty.EXACT
        for text in literal:
            self._literal(source, path, reference, text, certainty)
        loose: list[str] = []
        for text in texts - set(literal):
            if reference.how in _RELATIVE and text != ANY:
                text = self._lookup.joined(text, path)
            if not is_specific(text):
                loose.append(text)
                for target in self._spelled(reference.wanted, text, path):
                    self._join(source, target, reference, Certainty.PATTERN, path)
                continue
            found = self._fitting(reference.wanted, text, path)
            for each in found:
                self._join(source, each, reference, Certainty.PATTERN, path)
            if not found and reference.how not in (STRING, IMPLIED) and text.strip(ANY):
                self._break(source, path, reference, text)
        narrowed = [text for text in loose if text != ANY or not literal or reference.wanted is Wanted.TEMPLATE]
        if narrowed and reference.how != STRING:
            self._open.add(
                Open(source, reference.how, reference.wanted.value, tuple(sorted(narrowed)), path, reference.line)
            )

    def _spelled(self, wanted: Wanted, text: str, path: str) -> Iterator[str]:
        """Yield the files that fit a text, and of which what stands for `*` is a string somewhere in the code."""
        if text == ANY or wanted is Wanted.GROUP:
            return
        before, _, after = text.partition(ANY)
        for target in self._lookup.fitting(wanted, text, path):
            stems = [name.removesuffix(after).removeprefix(before) for name in root_names(target)]
            if not self._reading.strings.isdisjoint(stems):
                yield target

    def _filled(self, texts: Texts) -> Texts:
        def value(hole: str) -> Texts:
            holder, _, name = hole.rpartition(":")
            found = self._reading.attributes.get(name) if holder == "@" else None
            return found or frozenset({ANY})

        return closed(fill(texts, value)) if any(map(HOLE.search, texts)) else texts

    def _fitting(self, wanted: Wanted, text: str, path: str) -> list[str | Node]:
        if wanted is Wanted.GROUP:
            body = re.compile(re.escape(text).replace(r"\*", ".*"))
            return [node for name, node in sorted(self._groups.items()) if body.fullmatch(name)]
        return list(self._lookup.fitting(wanted, text, path))

    def _literal(self, source: Node, path: str, reference: Reference, text: str, certainty: Certainty) -> None:
        if reference.wanted is Wanted.GROUP:
            names = [text, f"{text}-rtl"]
            known = [self._groups[name] for name in names if name in self._groups]
            for node in known:
                self._join(source, node, reference, certainty, path)
            if not known:
                self._break(source, path, reference, text)
            return
        found = self._lookup.find(reference.wanted, text, path)
        for target in found.targets:
            self._join(source, target, reference, certainty, path)
        for target in found.shadowed:
            self._open.add(Open(source, "shadowed", reference.wanted.value, (target,), path, reference.line))
        is_plain = reference.wanted is Wanted.TEMPLATE or ("/" in text and not _OTHER_ASSET.search(text))
        if not found.targets and reference.how not in (STRING, "amd path") and is_plain:
            self._break(source, path, reference, text)

    def _break(self, source: Node, path: str, reference: Reference, text: str) -> None:
        self._broken.add(Broken(source, reference.how, text, path, reference.line))

    def _join(self, source: Node, target: str | Node, reference: Reference, certainty: Certainty, path: str) -> None:
        node = target if isinstance(target, Node) else Node(kind_of_file(target), target)
        if node != source:
            self._edges.add(Edge(source, node, reference.how, certainty, path, reference.line))

    def _urls(self) -> None:
        for facts in self._reading.python.values():
            for entry in facts.entries:
                node = self._views.url(entry)
                self._roots.add(node)
                for target in self._views.of(entry):
                    self._edges.add(Edge(node, target, "url", Certainty.EXACT, entry.path, entry.line))
        self._roots.update(self._views.named_elsewhere(self._reading.words))
        foreign = foreign_folders(self._reading.python.values())
        self._roots.update(
            node for node in self._nodes if node.kind is Kind.TEMPLATE and is_asked_for_elsewhere(node.name, foreign)
        )
        self._nodes.update(self._views.nodes())
        known = {edge.source for edge in self._edges} | {site.source for site in self._open} | set(self._views.nodes())
        for facts in self._reading.python.values():
            for name, used in facts.uses.items():
                source = self._owner(facts.path, name) if Node(Kind.VIEW, f"{facts.path}::{name}") in known else None
                source = source or Node(Kind.CODE, f"{facts.path}::{name}")
                if source in known:
                    self._use(source, used, known)

    def _use(self, source: Node, used: Iterable[str], known: set[Node]) -> None:
        """Join a function with those that it uses and that refer to the frontend, too."""
        for dotted in used:
            for target in self._views.named(dotted):
                if target in known and target != source:
                    self._edges.add(
                        Edge(source, target, "use", Certainty.PATTERN, source.path, self._views.line(source))
                    )


def judged(graph: Graph) -> set[Node]:
    """Return the nodes that can be called dead: files of the project's own, views, and bundles."""
    return {
        node
        for node in graph.nodes
        if node.kind in (Kind.VIEW, Kind.GROUP)
        or (
            node.kind in (Kind.TEMPLATE, Kind.SCRIPT, Kind.STYLE)
            and not is_vendored(node.name)
            and root_names(node.name)
        )
    }
