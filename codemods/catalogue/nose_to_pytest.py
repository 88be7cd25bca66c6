"""Move tests from nose to pytest: its assertions, `@attr`, SkipTest, and unittest's old names of assertions.

Before::

    from nose.plugins.attrib import attr
    from nose.tools import assert_equal, assert_raises

    @attr(shard=1)
    class GradeTest(TestCase):
        def test_grade(self):
            assert_equal(grade("a"), 1)
            self.assertEquals(grade("b"), 2)
            with assert_raises(KeyError):
                grade("x")

After::

    import pytest

    @pytest.mark.shard(1)
    class GradeTest(TestCase):
        def test_grade(self):
            assert grade("a") == 1
            self.assertEqual(grade("b"), 2)
            with pytest.raises(KeyError):
                grade("x")

Marks must be registered where pytest runs with ``--strict-markers``; arguments of ``-a`` become those of ``-m``. Left
alone and listed: an assertion that is no statement of its own, ``@raises``, ``@timed``, ``@with_setup`` and what else
has no counterpart that does the same. In files that are still Python 2, unittest's methods keep the names that it has
there.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.model import Edit, Left, Outcome, outcome_of
from codemods.needles import Needles, words
from codemods.nose.tools import convert_nose
from codemods.nose.unittests import OLD_NAMES, convert_unittest
from codemods.sources.python import Python


def needles(options: Options) -> Needles:
    """Look for nose, or for a method by its old name."""
    return words("nose", *OLD_NAMES)


def rewrite(source: Python, options: Options) -> Outcome:
    """Convert one source."""
    edits: list[Edit] = []
    left: list[Left] = []
    for convert in (convert_nose, convert_unittest):
        made, kept = convert(source)
        edits += made
        left += kept
    return outcome_of(edits, left)
