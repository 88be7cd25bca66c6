"""`forbidden`: one set of modules may not import another, not even indirectly."""

from __future__ import annotations

from collections.abc import Iterator

from impact.contracts.bans import Ban, Plan
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.graph import ImportGraph
from impact.contracts.ground import Ground, overlap
from impact.contracts.options import Option, Options, boolean, expression, several

THIRD_PARTY = "<third-party>"
"""Stands for every package outside the roots and outside the standard library."""

OPTIONS = (
    Option("source_modules", several(expression)),
    Option("forbidden_modules", several(lambda raw: THIRD_PARTY if raw == THIRD_PARTY else expression(raw))),
    Option("allow_indirect_imports", boolean, False),
    Option("as_packages", boolean, True),
)


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each pair of a source and a forbidden module; pairs that overlap are left out."""
    graph, as_packages = ground.graph, options["as_packages"]
    sources = ground.existing(options["source_modules"], "source_modules")
    forbidden = [name for name in _forbidden(options["forbidden_modules"], ground) if name in graph]
    groups = {name: _group(graph, name, as_packages) for name in {*sources, *forbidden}}
    return Plan(
        [
            Ban(source, target, groups[source], groups[target], direct=options["allow_indirect_imports"])
            for source in sources
            for target in forbidden
            if not _overlap(source, target, as_packages)
        ]
    )


def _forbidden(expressions: list[str], ground: Ground) -> Iterator[str]:
    """Yield the forbidden modules; raises ContractMisconfigured where one can't be judged."""
    plain = [name for name in expressions if name != THIRD_PARTY]
    names = set(ground.expand(plain, "forbidden_modules"))
    external = {name for name in names if not ground.inside_roots(name)}
    for name in sorted(names - external):
        ground.require(name, "forbidden_modules")
    if (external or THIRD_PARTY in expressions) and not ground.with_external:
        culprit = min(external, default=THIRD_PARTY)
        raise ContractMisconfigured(
            f"forbidden_modules: '{culprit}' is outside the root packages; set include_external_packages = True."
        )
    for name in sorted(external):
        if "." in name:
            raise ContractMisconfigured(
                f"forbidden_modules: '{name}' is inside an external package; name the whole: '{name.split('.')[0]}'."
            )
    if THIRD_PARTY in expressions:
        names.update(_third_party(ground.graph))
    yield from sorted(names)


def _third_party(graph: ImportGraph) -> Iterator[str]:
    from sys import stdlib_module_names

    for number in graph.external:
        if graph.names[number].split(".")[0] not in stdlib_module_names:
            yield graph.names[number]


def _group(graph: ImportGraph, name: str, as_packages: bool) -> tuple[int, ...]:
    number = graph.find(name)
    return graph.package(name) if as_packages else () if number is None else (number,)


def _overlap(source: str, target: str, as_packages: bool) -> bool:
    return overlap(source, target) if as_packages else source == target
