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

``codemods move OLD NEW`` is the short form. All forms of import are followed: relative ones, in what moves and
elsewhere, those of Python 2 that find a module beside them, and names that are reached through a package. So are
strings as in rename-import, entry points, paths of files, CODEOWNERS, and import contracts with the names below a
container. A file that has several names, ``student`` and ``common.djangoapps.student``, gets one. With
``--set old=module:name`` one name moves, with what its definition needs. Left alone and listed: labels of
applications, names in the database, messages, strings in migrations, names made at run time, words. Refused: what is
in the way, a name that would shadow a library, and a new circle of imports unless ``force=yes``.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.needles import Needles
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.recipes.structure.planning import plan_move
from codemods.recipes.structure.references import needles_for
from codemods.recipes.structure.request import OPTIONS, read_request

__all__ = ["OPTIONS", "needles", "plan"]


def needles(options: Options) -> Needles:
    """Look for the last part of the old name."""
    request = read_request("move-module", options)
    return needles_for([request.name or request.old])


def plan(tree: Tree, options: Options) -> Plan:
    """Return the whole move."""
    return plan_move(tree, read_request("move-module", options))
