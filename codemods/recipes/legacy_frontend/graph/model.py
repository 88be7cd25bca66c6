"""The values of the graph: nodes, edges, and references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What a node is."""

    URL = "url"
    """An entry of a URL conf; its name is `file:line pattern`."""
    VIEW = "view"
    """A function or class that answers requests; its name is `file::qualified name`, as that of other code."""
    CODE = "code"
    """Any other Python that refers to the frontend."""
    TEMPLATE = "template"
    SCRIPT = "script"
    STYLE = "style"
    GROUP = "group"
    """Scripts or styles that the settings bundle under a name; its name is `js:NAME` or `css:NAME`."""
    OTHER = "file"
    """A file of another kind that refers to the frontend: settings, build scripts."""


class Certainty(StrEnum):
    """How sure an edge is."""

    EXACT = "exact"
    """The source names this target, and nothing else could be meant."""
    PATTERN = "pattern"
    """The source composes a name of parts, some of them literal, and this target fits; or a string names it that may
    be used otherwise."""
    DYNAMIC = "dynamic"
    """The name is made at run time; this target is among those that fit."""


@dataclass(frozen=True, slots=True, order=True)
class Node:
    """One thing of the frontend. Files are named by their path under the root, with forward slashes."""

    kind: Kind
    name: str

    @property
    def path(self) -> str:
        """The file that it stands in; "" for a group."""
        match self.kind:
            case Kind.URL:
                return self.name.partition(":")[0]
            case Kind.VIEW | Kind.CODE:
                return self.name.partition("::")[0]
            case Kind.GROUP:
                return ""
        return self.name

    @property
    def is_file(self) -> bool:
        """Whether the node is a whole file."""
        return self.kind in (Kind.TEMPLATE, Kind.SCRIPT, Kind.STYLE, Kind.OTHER)


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """The source refers to the target: `how` ("render", "include", "amd", ...), at a line of a file, counted from 1."""

    source: Node
    target: Node
    how: str
    certainty: Certainty
    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Broken:
    """A reference whose target is not in the tree; `text` is what was asked for."""

    source: Node
    how: str
    text: str
    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Open:
    """A reference made at run time, of which nothing is known but that it fits `texts` (`*` stands for anything).

    `wanted` tells how names are looked up; `shadowed` is a file that others of its name come before.
    """

    source: Node
    how: str
    wanted: str
    texts: tuple[str, ...]
    path: str
    line: int


@dataclass(frozen=True, slots=True, order=True)
class Opaque:
    """A part of a file that could not be read; line 0 stands for all of the file."""

    path: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class RenderCall:
    """A call that renders a template: where it is, how sure its template is, and the names it may give."""

    path: str
    line: int
    owner: str
    certainty: Certainty
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """All that was found; every tuple is sorted.

    - `roots`: where reachability begins, besides whatever a person allows;
    - `dynamic`: open references, whose targets are worked out when somebody asks;
    - `parsed`: how many files of each technology were read.
    """

    nodes: frozenset[Node]
    edges: tuple[Edge, ...]
    roots: frozenset[Node]
    broken: tuple[Broken, ...] = ()
    dynamic: tuple[Open, ...] = ()
    opaque: tuple[Opaque, ...] = ()
    renders: tuple[RenderCall, ...] = ()
    parsed: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def leaving(self) -> dict[Node, list[Edge]]:
        """The edges by source."""
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def entering(self) -> dict[Node, list[Edge]]:
        """The edges by target."""
        return _grouped((edge.target, edge) for edge in self.edges)

    @cached_property
    def files(self) -> dict[str, Node]:
        """The nodes that are files, by path."""
        return {node.name: node for node in self.nodes if node.is_file}

    def reached(self, starts: Iterable[Node], without: Iterable[Node] = ()) -> set[Node]:
        """Return what can be reached from some nodes, themselves included, without going through others."""
        closed = set(without)
        seen: set[Node] = set()
        waiting = [node for node in starts if node not in closed]
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += [edge.target for edge in self.leaving.get(node, ()) if edge.target not in closed]
        return seen


def _grouped(pairs: Iterable[tuple[Node, Edge]]) -> dict[Node, list[Edge]]:
    found: dict[Node, list[Edge]] = {}
    for node, edge in pairs:
        found.setdefault(node, []).append(edge)
    return found
