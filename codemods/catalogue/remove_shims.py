"""Remove the shims that move-module left, once nothing leads to them.

Before, where nothing imports ``student`` any more::

    # codemods-shim: student -> common.djangoapps.student

After, the file is gone; of a shim for one name, its lines in ``__getattr__``. A shim that is still needed stays, and
every place that needs it is listed; words that only may mean it are listed, too, and keep nothing.
``codemods inventory remove-shims . --by owner`` counts both, also over ``--commits`` and ``--months``.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.recipes.structure.removal import plan_removal


def plan(tree: Tree, options: Options) -> Plan:
    """Return the deletions."""
    return plan_removal(tree)
