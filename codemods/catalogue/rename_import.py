"""Rename a module, a package or a name in one, with every import and every string that holds its path.

Before::

    from student.models import CourseEnrollment
    import student.views

    @mock.patch("student.views.render")
    def test_render(render):
        student.views.index()

After, with ``--set old=student --set new=common.djangoapps.student``::

    from common.djangoapps.student.models import CourseEnrollment
    import common.djangoapps.student.views

    @mock.patch("common.djangoapps.student.views.render")
    def test_render(render):
        common.djangoapps.student.views.index()

All forms of import are followed, relative ones too, in Python 2 as in 3, and in the Python of Mako templates. Strings
are changed where the whole of them is a dotted path: in Python, in Django templates, in YAML, TOML, INI and JSON, and
in the roles, directives and literals of documentation. Left alone and listed: a bare word, ``app.Model``, strings of
migrations, a path inside a longer text, a name made at run time, a name that is given two meanings. Files are not
moved, comments and docstrings are not touched, and what a relative import of the renamed package itself means
stays.
"""

from __future__ import annotations

from codemods.codemod import Option, Options
from codemods.errors import OptionWrong
from codemods.model import Outcome
from codemods.names.dotted import DOTTED, Renames, last_part
from codemods.needles import Needles, mentions, words
from codemods.renaming.phrases import rename_in_phrases
from codemods.renaming.python import rename_in_python
from codemods.sources.phrases import Phrases
from codemods.sources.python import Python

OPTIONS = (
    Option("old", "the dotted name as it is, of a module, a package, or something in a module"),
    Option("new", "the dotted name as it shall be"),
)


def needles(options: Options) -> Needles:
    """Look for the last part of the old name: no import can do without it. A bare name must look like one of code."""
    for name in ("old", "new"):
        if not DOTTED.fullmatch(options[name]):
            raise OptionWrong("rename-import", name, f"{options[name]!r} is no dotted name")
    if options["old"] == options["new"]:
        raise OptionWrong("rename-import", "new", "it is the old name")
    if "." in options["old"]:
        return words(last_part(options["old"]))
    return mentions(options["old"])


def rewrite(source: Python, options: Options) -> Outcome:
    """Rename in Python."""
    return rename_in_python(source, _renames(options))


def rewrite_phrases(source: Phrases, options: Options) -> Outcome:
    """Rename in the strings of anything else."""
    return rename_in_phrases(source, _renames(options))


def _renames(options: Options) -> Renames:
    return Renames({options["old"]: options["new"]})
