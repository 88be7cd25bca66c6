"""`protected`: only some modules may import others directly; who imports these in turn does not matter."""

from __future__ import annotations

from impact.contracts.bans import Ban, Plan
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.ground import Ground
from impact.contracts.options import Option, Options, boolean, expression, several

OPTIONS = (
    Option("protected_modules", several(expression)),
    Option("allowed_importers", several(expression)),
    Option("as_packages", boolean, True),
)


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each protected module, on everybody but the allowed importers and the module's own package."""
    graph, as_packages = ground.graph, options["as_packages"]
    allowed: set[int] = set()
    for name in ground.expand(options["allowed_importers"], "allowed_importers"):
        number = graph.find(name)
        if as_packages:
            number = ground.require(name, "allowed_importers")
            if number in graph.external:
                raise ContractMisconfigured(
                    f"allowed_importers: '{name}' is an external package: it imports nothing here."
                )
            allowed.update(graph.package(name))
        elif number is not None:
            allowed.add(number)
    bans = []
    for name in ground.existing(options["protected_modules"], "protected_modules"):
        own = graph.package(name) if as_packages else (ground.require(name, "protected_modules"),)
        strangers = sorted(set(range(len(graph.names))) - allowed - set(own))
        bans.append(Ban(None, name, strangers, own, direct=True))
    return Plan(bans)
