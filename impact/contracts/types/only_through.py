"""`only_through`: some modules may reach certain packages only through named ones, their API.

What the sources import of themselves, and of each other, is their own affair; what the API imports in turn, too.
"""

from __future__ import annotations

from impact.contracts.bans import Ban, Plan
from impact.contracts.ground import Ground
from impact.contracts.options import Option, Options, expression, several

OPTIONS = (
    Option("source_modules", several(expression)),
    Option("target_modules", several(expression)),
    Option("through_modules", several(expression)),
)


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each pair of a source and a target, on what is neither a source nor inside the API."""
    graph = ground.graph
    sources = {name: graph.package(name) for name in ground.existing(options["source_modules"], "source_modules")}
    free = {number for package in sources.values() for number in package}
    for name in ground.existing(options["through_modules"], "through_modules"):
        free.update(graph.package(name))
    bans = []
    for target in ground.existing(options["target_modules"], "target_modules"):
        closed = [number for number in graph.package(target) if number not in free]
        bans += [Ban(source, target, package, closed, direct=True) for source, package in sources.items()]
    return Plan(bans)
