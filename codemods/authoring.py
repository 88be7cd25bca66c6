"""The template of a codemod and of its test: what they hold works as it is, and is there to be replaced."""

from __future__ import annotations

_CODEMOD = '''"""Call `new_name` where `old_name` was called.

Before::

    from library import old_name

    old_name(1)

After::

    from library import new_name

    new_name(1)
"""

from __future__ import annotations

from codemods.codemod import Option, Options
from codemods.model import Left, Outcome, outcome_of
from codemods.needles import Needles, words
from codemods.sources.python import Python

OPTIONS = (Option("module", "where the function lives", default="library"),)


def needles(options: Options) -> Needles:
    """Say what must stand in the bytes of a file: others are not parsed."""
    return words("old_name")


def rewrite(source: Python, options: Options) -> Outcome:
    """Return the edits; what can't be decided is left alone, with the reason."""
    old = f"{options['module']}.old_name"
    imports = [each for each in source.names.imports if each.target == old]
    edits = [source.replace(each.alias, "new_name", "import") for each in imports if each.alias.asname is None]
    left = [Left(each.statement.lineno, "it has another name here") for each in imports if each.alias.asname]
    for reference in source.names.references:
        if source.names.meaning(reference.node) == old and reference.root.id == "old_name":
            edits.append(source.replace(reference.node, "new_name", "import"))
    return outcome_of(edits, left)
'''

_TEST = '''"""`NAME`: that it changes, that it leaves alone, and that a second run changes nothing."""

from pathlib import Path

from codemods.testing import check, check_alone

CODEMOD = Path(__file__).with_name("STEM.py")


def test_change() -> None:
    check(CODEMOD, "from library import old_name\\nold_name(1)\\n", "from library import new_name\\nnew_name(1)\\n")


def test_leaves_alone() -> None:
    assert check_alone(CODEMOD, "from other import old_name\\nold_name(1)\\n") == []
    assert check_alone(CODEMOD, "from library import old_name as f\\nf(1)\\n") == ["it has another name here"]
'''


def text_of_codemod() -> str:
    """Return the text of a new codemod."""
    return _CODEMOD


def text_of_test(name: str) -> str:
    """Return the text of its test."""
    return _TEST.replace("NAME", name).replace("STEM", name.replace("-", "_"))
