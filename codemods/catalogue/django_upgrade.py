"""Run django-upgrade's fixers, up to the version of Django that is the target.

Before::

    from django.conf.urls import url
    from django.utils.translation import ugettext as _

    urlpatterns = [url(r"^about/$", about)]

After, with ``--set target=5.2``::

    from django.urls import path
    from django.utils.translation import gettext as _

    urlpatterns = [path("about/", about)]

All of the work is django-upgrade's; what it is good at is not done a second time here. Reading and writing, selection
of files, proof and inventory are ours. It needs ``pip install 'pytest-openedx[django-upgrade]'``.
"""

from __future__ import annotations

import re

from codemods.codemod import Option, Options
from codemods.edits import between
from codemods.errors import LibraryMissing, OptionWrong
from codemods.model import Outcome, Skipped, outcome_of
from codemods.needles import Needles, words
from codemods.sources.line_ends import with_line_feeds
from codemods.sources.python import Python

OPTIONS = (
    Option("target", "the version of Django that the code is for, 5.2 say"),
    Option("only", "fixers to run, with commas between them; all by default", ""),
    Option("skip", "fixers to leave out", ""),
)
_VERSION = re.compile(r"(\d+)\.(\d+)")


def needles(options: Options) -> Needles:
    """Look for Django."""
    if not _VERSION.fullmatch(options["target"]):
        raise OptionWrong("django-upgrade", "target", f"{options['target']!r} is no version such as 5.2")
    try:
        import django_upgrade  # noqa: F401 - whether it is there is told before the first file
    except ImportError:
        raise LibraryMissing(
            "django-upgrade", "The codemod django-upgrade", "'pytest-openedx[django-upgrade]'"
        ) from None
    return words("django", "assertEquals", "request", "DEFAULT_AUTO_FIELD", "USE_L10N", "models")


def rewrite(source: Python, options: Options) -> Outcome:
    """Run the fixers on one source."""
    from django_upgrade.data import Settings
    from django_upgrade.main import apply_fixers

    if source.form != "python":
        return Skipped("django-upgrade reads Python 3 files alone")
    found = _VERSION.fullmatch(options["target"])
    assert found is not None
    settings = Settings(
        (int(found[1]), int(found[2])), _names(options["only"]) or None, _names(options["skip"]) or None
    )
    after = with_line_feeds(source.text, lambda text: str(apply_fixers(text, settings, source.path)))
    return outcome_of(between(source.text, after))


def _names(text: str) -> set[str]:
    return {name.strip() for name in text.split(",") if name.strip()}
