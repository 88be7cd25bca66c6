"""Move a module, a package, or one name in a module: the files, and everything that speaks of them.

Before, in ``shop/core/views.py`` and a test::

    from . import links

    @mock.patch("shop.core.links.make")
    def test_make(make):
        ...

After, with ``--set old=shop.core.links --set new=shop.linking.links``, which also moves the file::

    from shop.linking import links

    @mock.patch("shop.linking.links.make")
    def test_make(make):
        ...
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.moving.planning import plan_move
from codemods.moving.references import needles_for
from codemods.moving.request import OPTIONS, read_request
from codemods.needles import Needles
from codemods.plans.model import Plan
from codemods.plans.tree import Tree

__all__ = ["OPTIONS", "needles", "plan"]


def needles(options: Options) -> Needles:
    """Look for the last part of the old name."""
    request = read_request("move-module", options)
    return needles_for([request.name or request.old])


def plan(tree: Tree, options: Options) -> Plan:
    """Return the whole move."""
    return plan_move(tree, read_request("move-module", options))
