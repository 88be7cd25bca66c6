"""`isolated_apps`: of some packages only named modules, such as `api` and `data`, may be imported from outside.

Open edX ships it as a custom type for import-linter (openedx.testing.importlinter); here it is built in.
"""

from __future__ import annotations

from impact.contracts.bans import Ban, Plan
from impact.contracts.ground import Ground
from impact.contracts.options import Option, Options, expression, several, text

OPTIONS = (Option("isolated_apps", several(expression)), Option("allowed_modules", several(text)))


def plan(options: Options, ground: Ground) -> Plan:
    """Return a ban for each app, on everybody outside it; the app's own module and the allowed ones are open to all."""
    graph = ground.graph
    ends = tuple(f".{name}" for name in options["allowed_modules"])
    bans = []
    for name in ground.existing(options["isolated_apps"], "isolated_apps"):
        private = [number for number in graph.descendants(name) if not graph.names[number].endswith(ends)]
        strangers = sorted(set(range(len(graph.names))) - set(graph.package(name)))
        bans.append(Ban(None, name, strangers, private, direct=True))
    return Plan(bans)
