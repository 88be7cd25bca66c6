"""`layers`: a lower layer may not import a higher one, not even indirectly; see import-linter's documentation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from impact.contracts.bans import Ban, Plan, wall_of
from impact.contracts.errors import ContractMisconfigured, ModuleUnknown
from impact.contracts.ground import Ground, refuse_overlap
from impact.contracts.options import Option, Options, boolean, expression, several, text


@dataclass(frozen=True, slots=True)
class Layer:
    """Modules on one level; each tail is a name below the container, or a full name where there is none."""

    tails: tuple[str, ...]
    optional: frozenset[str]
    independent: bool


def layer(raw: object) -> Layer:
    """Read one layer: `a`, `(optional)`, `a | b` (not importing each other) or `a : b` (free to)."""
    given = text(raw)
    if "|" in given and ":" in given:
        raise ContractMisconfigured(f"'{given}' mixes '|' and ':'; use one of them.")
    parts = [part.strip() for part in given.split("|" if "|" in given else ":")]
    optional = {part[1:-1] for part in parts if part.startswith("(") and part.endswith(")")}
    tails = [part[1:-1] if part.startswith("(") and part.endswith(")") else part for part in parts]
    for tail in tails:
        if not tail or tails.count(tail) > 1:
            raise ContractMisconfigured(
                f"'{given}' names '{tail}' more than once." if tail else f"'{given}' has a gap."
            )
    return Layer(tuple(tails), frozenset(optional), ":" not in given)


OPTIONS = (
    Option("layers", several(layer)),
    Option("containers", several(expression), ()),
    Option("exhaustive", boolean, False),
    Option("exhaustive_ignores", several(text), ()),
    Option("closed_layers", several(text), ()),
)


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each pair that the order of the layers forbids, in each container."""
    layers: Sequence[Layer] = options["layers"]
    _check(layers, options)
    containers = ground.expand(options["containers"], "containers")
    for container in containers:
        if not ground.inside_roots(container):
            raise ContractMisconfigured(
                f"containers: '{container}' is in none of the root packages: {', '.join(ground.roots)}."
            )
    bans: list[Ban] = []
    for container in containers if options["containers"] else [""]:
        bans.extend(_bans(layers, f"{container}." if container else "", options["closed_layers"], ground))
    return Plan(bans, undeclared=sorted(_undeclared(layers, containers, options, ground)))


def _check(layers: Sequence[Layer], options: Options) -> None:
    """Raise ContractMisconfigured where the options don't fit each other."""
    tails = [tail for each in layers for tail in each.tails]
    if not tails:
        raise ContractMisconfigured("layers: the list is empty.")
    for tail in tails:
        if tails.count(tail) > 1:
            raise ContractMisconfigured(f"layers: '{tail}' is in more than one layer.")
    for tail in options["closed_layers"]:
        if tail not in tails:
            raise ContractMisconfigured(f"closed_layers: '{tail}' is none of the layers.")
    if options["exhaustive"] and not options["containers"]:
        raise ContractMisconfigured("exhaustive: it needs containers, whose children must all be layers.")


def _bans(layers: Sequence[Layer], prefix: str, closed: Sequence[str], ground: Ground) -> Iterator[Ban]:
    for each in layers:
        for tail in each.tails:
            if tail not in each.optional and prefix + tail not in ground.graph:
                where = f"layers, in container '{prefix[:-1]}': " if prefix else "layers: "
                raise ModuleUnknown(prefix + tail, ground.graph.names, where)
    levels = [[prefix + tail for tail in each.tails if prefix + tail in ground.graph] for each in layers]
    names = [name for level in levels for name in level]
    groups = {name: ground.graph.package(name) for name in names}
    walls = wall_of(ground.graph, groups.values())
    shut = [any(tail in closed for tail in each.tails) for each in layers]
    for importer, imported in _forbidden_pairs(levels, [each.independent for each in layers], shut):
        refuse_overlap(importer, imported, "layers")
        yield Ban(importer, imported, groups[importer], groups[imported], walls)


def _forbidden_pairs(
    levels: Sequence[Sequence[str]], independent: Sequence[bool], shut: Sequence[bool]
) -> Iterator[tuple[str, str]]:
    """Yield importer and imported: upwards, across an independent layer, or downwards past a closed one."""
    for low, importers in enumerate(levels):
        for importer in importers:
            for high in range(low):
                yield from ((importer, imported) for imported in levels[high])
            if independent[low]:
                yield from ((importer, imported) for imported in importers if imported != importer)
            for below in range(low + 2, len(levels)):
                if any(shut[low + 1 : below]):
                    yield from ((importer, imported) for imported in levels[below])


def _undeclared(layers: Sequence[Layer], containers: Sequence[str], options: Options, ground: Ground) -> Iterator[str]:
    if not options["exhaustive"]:
        return
    declared = {tail for each in layers for tail in each.tails} | set(options["exhaustive_ignores"])
    for container in containers:
        for child in ground.graph.children(container):
            if child.rpartition(".")[2] not in declared:
                yield child
