"""`acyclic_siblings`: the children of a package may not import each other in a circle, level by level downwards."""

from __future__ import annotations

from impact.contracts.bans import Plan
from impact.contracts.errors import ContractMisconfigured
from impact.contracts.expressions import is_wild
from impact.contracts.ground import Ground
from impact.contracts.options import Option, Options, expression, number, several

DEPTH = 10
"""How many levels below the ancestors are looked at, unless the contract says otherwise; import-linter's default."""

OPTIONS = (
    Option("ancestors", several(expression)),
    Option("depth", number, DEPTH),
    Option("skip_descendants", several(expression), ()),
)


def plan(options: Options, ground: Ground) -> Plan:
    """Return the packages whose children must be free of circles."""
    both = sorted(set(options["ancestors"]) & set(options["skip_descendants"]))
    if both:
        raise ContractMisconfigured(f"skip_descendants: '{both[0]}' is an ancestor, too.")
    for option in ("ancestors", "skip_descendants"):
        for each in options[option]:
            if is_wild(each) and not ground.expand([each], option):
                raise ContractMisconfigured(f"{option}: '{each}' matches no module.")
    skipped = set(ground.existing(options["skip_descendants"], "skip_descendants"))
    found: dict[str, None] = {}
    for ancestor in ground.existing(options["ancestors"], "ancestors"):
        if ground.require(ancestor, "ancestors") in ground.graph.external:
            raise ContractMisconfigured(f"ancestors: '{ancestor}' is an external package: its children are not known.")
        pending = [(ancestor, options["depth"])]
        while pending:
            name, remaining = pending.pop()
            found[name] = None
            if remaining:
                children = [child for child in ground.graph.children(name) if child in ground.graph]
                pending.extend((child, remaining - 1) for child in children if child not in skipped)
    return Plan(ancestors=sorted(found))
