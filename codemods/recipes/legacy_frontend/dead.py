"""What nothing reaches, and what only references made at run time could reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fnmatch import fnmatchcase

from codemods.recipes.legacy_frontend.allowing import AllowList
from codemods.recipes.legacy_frontend.graph.building import Frontend, judged
from codemods.recipes.legacy_frontend.graph.model import Node, Open


@dataclass(frozen=True, slots=True)
class Apart:
    """Something that only references made at run time could reach: those that could."""

    node: Node
    sites: tuple[Open, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is dead, what is apart, and which entries of the allow-list speak of nothing that there is.

    - `dead`: nothing reaches it;
    - `apart`: an allow-list must tell first what the references made at run time reach;
    - `rendered`: would have been called dead or apart, but a recorded test read it.
    """

    dead: tuple[Node, ...]
    apart: tuple[Apart, ...]
    rendered: tuple[Node, ...]
    stale: tuple[str, ...]
    open_sites: tuple[Open, ...]


def judge(frontend: Frontend, allowed: AllowList = AllowList(), read_by_tests: Collection[str] = ()) -> Verdict:  # noqa: B008 - frozen
    """Part the nodes that can be called dead from those that live; tests are no referrers, but what they read lives."""
    graph = frontend.graph
    candidates = judged(graph)
    files = graph.files
    kept = {node for path, node in files.items() if allowed.keeps(path)}
    settled = {
        node
        for entry in allowed.dynamic
        for path, node in files.items()
        if any(fnmatchcase(path, glob) for glob in entry.reaches)
    }
    certain = graph.reached([*graph.roots, *kept, *settled])
    evidence = {files[path] for path in read_by_tests if path in files}
    live = graph.reached([*certain, *evidence])
    sites = [site for site in graph.dynamic if not any(each.speaks_of(site) for each in allowed.dynamic)]
    maybe, by_node = _maybe(frontend, live, sites)
    apart = tuple(Apart(node, tuple(sorted(set(by_node.get(node, ()))))) for node in sorted((maybe - live) & candidates))
    rendered = tuple(sorted((live - certain) & candidates))
    stale = tuple(each.at for each in allowed.dynamic if not any(each.speaks_of(site) for site in graph.dynamic))
    return Verdict(tuple(sorted(candidates - maybe)), apart, rendered, stale, tuple(site for site in sites if site.source in maybe))


def _maybe(frontend: Frontend, live: set[Node], sites: list[Open]) -> tuple[set[Node], dict[Node, list[Open]]]:
    """Return what may be reached with the help of sites, and for each node the sites that lead to it at once."""
    reached = set(live)
    by_node: dict[Node, list[Open]] = {}
    waiting = list(sites)
    while waiting:
        ready = [site for site in waiting if site.source in reached]
        if not ready:
            break
        waiting = [site for site in waiting if site.source not in reached]
        for site in ready:
            for node in frontend.fitting(site):
                by_node.setdefault(node, []).append(site)
        new = [node for node in by_node if node not in reached]
        for node in frontend.graph.reached(new) - reached:
            reached.add(node)
    return reached, by_node
