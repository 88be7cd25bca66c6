"""Delete templates, scripts and styles of a server-rendered frontend that nothing reaches.

Before, with ``old.html`` asked for by no view, template or script::

    shop/templates/old.html
    shop/templates/shop.html

After::

    shop/templates/shop.html

A file stays while any URL, view, template, script, style, setting or string of the project can lead to it, through
loops, formats, bundles, RequireJS, Sass and themes; tests are no referrers. What only a name made at run time could
reach stays too, and is listed, until an allow-list says what that place reaches. A file that a recorded test read, by
the impact map at the root, is never deleted. Views and bundles that nothing reaches are listed, for a person to remove.
"""

from __future__ import annotations

from pathlib import Path

from codemods.codemod import Option, Options
from codemods.plans.model import Plan
from codemods.plans.tree import Tree

OPTIONS = (
    Option("allow", "the allow-list, a TOML file; where none is given, frontend-allow.toml at the root", default=""),
)


def plan(tree: Tree, options: Options) -> Plan:
    """Plan the deletions."""
    from codemods.recipes.legacy_frontend.opening import open_at, open_verdict
    from codemods.recipes.legacy_frontend.planning import plan_of_dead
    from codemods.running.files import Root

    root = Root.around([tree.root])
    frontend = open_at(root, [tree.root])
    allow = Path(options["allow"]) if options["allow"] else None
    return plan_of_dead(frontend, open_verdict(root, frontend, allow, None))
