"""Let anybody add course-block transformers, and fields of theirs, by entry points.

Before::

    from lms.djangoapps.course_blocks.transformers import start_date, visibility

    ACCESS_TRANSFORMERS = [
        start_date.StartDateTransformer(),
        visibility.VisibilityTransformer(),  # for staff
    ]

After, with entry points in ``pyproject.toml``, ``setup.cfg`` or ``setup.py``::

    from openedx.core.lib.block_structure.plugged import plugged_transformers

    ACCESS_TRANSFORMERS = plugged_transformers("openedx.access_transformers", [
        "start_date",
        "visibility",  # for staff
    ])

It looks at the whole tree: each list whose elements all make a transformer gets a group of entry points of its own, and
keeps its order in writing; what others add to the group follows. A transformer that is given arguments gets a factory
beside the list. Each class is in the registry (``group``) under what its ``name()`` returns, which stays as it is. In a
table of ``SupportedFieldType``, each field of a transformer becomes an entry point that leads to a function beside the
transformer; the setting ``setting`` names further fields of blocks to be collected and served. The module that does
this is made, next to the framework's base class. Entry points take effect once the package is installed anew.

Left alone and listed: a list of which an element is something else, a ``name()`` that is not written out, entry points
that are computed, what is still Python 2. Tests are not touched.
"""

from __future__ import annotations

from codemods.codemod import Option, Options
from codemods.errors import OptionWrong
from codemods.names.dotted import DOTTED
from codemods.needles import Needles
from codemods.plans.model import Plan
from codemods.plans.tree import Tree
from codemods.recipes.course_blocks.plugging import plan_plugging
from codemods.recipes.course_blocks.runtime import LOADERS

OPTIONS = (
    Option("group", "the entry point group in which all transformers are", "openedx.block_structure_transformer"),
    Option("loader", "what reads entry points; stevedore for what must run on Python 2", LOADERS[0], LOADERS),
    Option("setting", "the Django setting that names further fields", "COURSE_BLOCKS_API_EXTRA_FIELDS"),
)


def needles(options: Options) -> Needles:
    """Check the options; which files hold anything, the plan finds out."""
    if not DOTTED.fullmatch(options["group"]):
        raise OptionWrong("pluggable-transformers", "group", f"{options['group']!r} is no dotted name")
    if not options["setting"].isidentifier():
        raise OptionWrong("pluggable-transformers", "setting", f"{options['setting']!r} is no name")
    return Needles()


def plan(tree: Tree, options: Options) -> Plan:
    """Plan for the whole tree."""
    return plan_plugging(tree, options)
