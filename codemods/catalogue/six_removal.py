"""Take six out of code that runs on Python 3 alone.

Before::

    import six
    from six.moves import range, urllib
    from six.moves.configparser import ConfigParser

    @six.add_metaclass(ABCMeta)
    class Reader(object):
        def read(self, source):
            for key, value in six.iteritems(source):
                if isinstance(value, six.string_types):
                    yield urllib.parse.quote(value), range(3)

After::

    import urllib.parse
    from configparser import ConfigParser

    class Reader(metaclass=ABCMeta):
        def read(self, source):
            for key, value in source.items():
                if isinstance(value, str):
                    yield urllib.parse.quote(value), range(3)

Django's copy, ``django.utils.six``, and ``python_2_unicode_compatible`` go, too. An import stays as long as one use
stays. Left alone and listed: ``six.PY2`` and ``six.PY3`` (which branch goes is for a person), ``six.reraise``,
``six.ensure_text`` and what else is no single expression, and files that are still Python 2.
"""

from __future__ import annotations

from codemods.codemod import Options
from codemods.model import Outcome, Skipped, outcome_of
from codemods.needles import Needles, words
from codemods.six.removing import remove_six
from codemods.sources.python import Python


def needles(options: Options) -> Needles:
    """Look for six, or for the decorator that Django has of it."""
    return words("six", "python_2_unicode_compatible")


def rewrite(source: Python, options: Options) -> Outcome:
    """Take six out of one source."""
    if source.form == "python2":
        return Skipped("it is still Python 2")
    return outcome_of(*remove_six(source))
