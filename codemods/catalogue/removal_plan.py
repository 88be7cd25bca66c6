"""Remove a page of a server-rendered frontend, with all that goes with it.

Before::

    urlpatterns = [
        path("settings/", views.settings, name="settings"),
        path("shop/", views.shop, name="shop"),
    ]

After, with ``--set page=settings``::

    urlpatterns = [
        path("shop/", views.shop, name="shop"),
    ]

The view goes, its entries in URL confs, and the templates, scripts and styles that nothing else reaches. Left to a
person and listed: places that still ask for what goes, tests that name it, and what does not stand on lines of its own.
``codemods removal-plan PAGE`` tells the same without a change, with toggles and what is shared.
"""

from __future__ import annotations

from codemods.codemod import Option, Options
from codemods.plans.model import Plan
from codemods.plans.tree import Tree

OPTIONS = (Option("page", "a template by its path, a view as module.view, or a URL by its name"),)


def plan(tree: Tree, options: Options) -> Plan:
    """Plan the removal."""
    from codemods.recipes.legacy_frontend.opening import open_at
    from codemods.recipes.legacy_frontend.planning import plan_of_removal
    from codemods.recipes.legacy_frontend.removal import plan_removal
    from codemods.running.files import Root

    frontend = open_at(Root.around([tree.root]), [tree.root])
    return plan_of_removal(frontend, plan_removal(frontend, options["page"]))
