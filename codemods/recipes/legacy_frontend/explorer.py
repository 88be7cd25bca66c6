"""A page to explore the graph in a browser: one file that needs nothing else, and no network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from importlib import resources
from typing import Any

from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Certainty, Kind
from codemods.recipes.legacy_frontend.pages import Page


def page_of(frontend: Frontend, pages: Sequence[Page]) -> str:
    """Return the page, as HTML."""
    import jinja2

    source = resources.files(__package__).joinpath("explorer.html.j2").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(source)
    return template.render(pages=pages, facts=_embedded(_facts(frontend, pages)))


def _embedded(facts: dict[str, Any]) -> str:
    """Return JSON that can stand in a script: nothing in it ends the element."""
    return (
        json.dumps(facts, separators=(",", ":"))
        .replace("<", "\\u003c")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _facts(frontend: Frontend, pages: Sequence[Page]) -> dict[str, Any]:
    graph = frontend.graph
    loose = {site.source for site in graph.dynamic} | {each.source for each in graph.broken}
    kept = [node for node in sorted(graph.nodes) if node in graph.leaving or node in graph.entering or node in loose]
    numbers = {node: index for index, node in enumerate(kept)}
    hows = sorted({edge.how for edge in graph.edges})
    technologies = frontend.reading.technologies
    nodes = [
        [
            node.kind.value,
            node.name,
            technologies.get(node.path, "") if node.is_file else "",
            frontend.reading.lines.get(node.name, 0),
        ]
        for node in kept
    ]
    edges = [
        [
            numbers[edge.source],
            numbers[edge.target],
            hows.index(edge.how),
            list(Certainty).index(edge.certainty),
            edge.line,
        ]
        for edge in graph.edges
    ]
    unknown = [
        [numbers[site.source], site.how, ", ".join(site.texts), f"{site.path}:{site.line}"] for site in graph.dynamic
    ]
    missing = [[numbers[each.source], each.how, each.text, f"{each.path}:{each.line}"] for each in graph.broken]
    told = []
    for page in pages:
        starts = [
            numbers[node] for node in kept if node.name == page.name and node.kind in (Kind.VIEW, Kind.CODE, Kind.URL)
        ]
        told.append(asdict(page) | {"nodes": starts, "app": _app(page.path)})
    return {
        "nodes": nodes,
        "edges": edges,
        "order": [each.value for each in Kind],
        "hows": hows,
        "certainties": [each.value for each in Certainty],
        "pages": told,
        "dynamic": unknown,
        "missing": missing,
    }


def _app(path: str) -> str:
    """Return the folder of the application that a source belongs to."""
    parts = path.split("/")[:-1]
    return "/".join(part for part in parts if part != "views") or "."
