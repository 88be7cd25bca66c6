"""The names that unittest's methods had before Python 3.12 took them away (its changelog lists them)."""

from __future__ import annotations

import ast

from codemods.model import Edit, Left
from codemods.names.dotted import chain
from codemods.sources.python import Python

_SAME_IN_PYTHON_2 = {
    "assertEquals": "assertEqual",
    "assertNotEquals": "assertNotEqual",
    "assertAlmostEquals": "assertAlmostEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
    "assert_": "assertTrue",
    "failUnless": "assertTrue",
    "failIf": "assertFalse",
    "failUnlessEqual": "assertEqual",
    "failIfEqual": "assertNotEqual",
    "failUnlessRaises": "assertRaises",
    "failUnlessAlmostEqual": "assertAlmostEqual",
    "failIfAlmostEqual": "assertNotAlmostEqual",
}
_NEW_IN_PYTHON_3 = {
    "assertItemsEqual": "assertCountEqual",
    "assertRegexpMatches": "assertRegex",
    "assertNotRegexpMatches": "assertNotRegex",
    "assertRaisesRegexp": "assertRaisesRegex",
}
OLD_NAMES = (*_SAME_IN_PYTHON_2, *_NEW_IN_PYTHON_3)


def convert_unittest(source: Python) -> tuple[list[Edit], list[Left]]:
    """Return the edits of `self.assertEquals` and the like, and those that were left alone."""
    table = _SAME_IN_PYTHON_2 if source.form == "python2" else _SAME_IN_PYTHON_2 | _NEW_IN_PYTHON_3
    own = {node.name for node in ast.walk(source.tree) if isinstance(node, ast.FunctionDef)}
    edits: list[Edit] = []
    left: list[Left] = []
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Attribute) or node.attr not in table:
            continue
        found = chain(node)
        if found is None or found[1][:-1] not in (("self",), ("cls",), ("super",)):
            continue
        if node.attr in own:
            left.append(Left(node.lineno, f"{node.attr} is a method of this file"))
            continue
        _, end = source.span(node)
        edits.append(Edit(end - len(node.attr), end, table[node.attr]))
    return edits, left
