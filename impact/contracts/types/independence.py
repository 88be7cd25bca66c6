"""`independence`: none of some modules imports another, not even indirectly."""

from __future__ import annotations

from impact.contracts.bans import Ban, Plan, wall_of
from impact.contracts.ground import Ground, refuse_overlap
from impact.contracts.options import Option, Options, expression, several

OPTIONS = (Option("modules", several(expression)),)


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each ordered pair; a chain by way of a third of the modules does not count."""
    names = ground.existing(options["modules"], "modules")
    for importer in names:
        for imported in names:
            if importer < imported:
                refuse_overlap(importer, imported, "modules")
    groups = {name: ground.graph.package(name) for name in names}
    walls = wall_of(ground.graph, groups.values())
    return Plan(
        [
            Ban(importer, imported, groups[importer], groups[imported], walls)
            for importer in names
            for imported in names
            if importer != imported
        ]
    )
