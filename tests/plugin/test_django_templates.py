"""What Django keeps for the next test: an edit of it reaches the second user as well as the first, and nobody else.

Each case has templates and users of its own. All are recorded in one run, in which the users of the second file are
served from the caches; then all cases of a group are edited at once.
"""

from __future__ import annotations

import shutil
import struct
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from tests.plugin.project import Project

pytest.importorskip("django")
pytest.importorskip("pytest_django")

SETTINGS = """
    import pathlib
    HERE = pathlib.Path(__file__).parent
    SECRET_KEY = "s"
    INSTALLED_APPS = ["app"]
    LANGUAGE_CODE = "en"
    LOCALE_PATHS = [HERE / "locale"]
    LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]
    TEMPLATES = [{
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "theme"],
        "OPTIONS": {"loaders": [("django.template.loaders.cached.Loader", LOADERS)]},
    }]
"""
TAGS = """
    from django import template
    register = template.Library()

    @register.inclusion_tag("by_tag_part.html")
    def include_part():
        return {}

    class Nothing(template.Node):
        def render(self, context):
            return ""

    @register.tag
    def compiled(parser, token):
        return Nothing()
"""
USES = """
    from django.template.loader import get_template, render_to_string, select_template
    from django.utils import translation
    from django.utils.translation import gettext

    class Kept:
        pass

    def render_kept(name):
        if not hasattr(Kept, name):
            setattr(Kept, name, get_template(name))
        return getattr(Kept, name).render()

    def select(*names):
        return select_template(names).render()

    def translate(language):
        with translation.override(language):
            return gettext("word")
"""


class Case(NamedTuple):
    """Templates of the application, the expression that its users evaluate, and the edit: a place and its content."""

    templates: dict[str, str]
    use: str
    place: str
    edit: str | bytes = "edited"


def catalogue(word: str) -> bytes:
    """Return a compiled catalogue of one word (the format is told in the manual of GNU gettext)."""
    header, texts = b"Content-Type: text/plain; charset=UTF-8\n", word.encode()
    entries = [(b"", header), (b"word", texts)]
    begin = 28 + 16 * len(entries)
    tables, strings = [b"", b""], b""
    for column in (0, 1):
        for entry in entries:
            tables[column] += struct.pack("<II", len(entry[column]), begin + len(strings))
            strings += entry[column] + b"\0"
    return struct.pack("<7I", 0x950412DE, 0, len(entries), 28, 28 + 8 * len(entries), 0, 0) + b"".join(tables) + strings


APP = "app/templates/"
FIRST = {
    "found": Case({"found.html": ""}, "render_to_string('found.html')", f"{APP}found.html"),
    "extends": Case(
        {"extends.html": "{% extends 'extended.html' %}", "extended.html": ""},
        "render_to_string('extends.html')",
        f"{APP}extended.html",
    ),
    "includes": Case(
        {"includes.html": "{% include 'included.html' %}", "included.html": ""},
        "render_to_string('includes.html')",
        f"{APP}included.html",
    ),
    "by_tag": Case(
        {"by_tag.html": "{% load tags %}{% include_part %}", "by_tag_part.html": ""},
        "render_to_string('by_tag.html')",
        f"{APP}by_tag_part.html",
    ),
    "compiles": Case(
        {"compiles.html": "{% load tags %}{% compiled %}"},
        "render_to_string('compiles.html')",
        "app/templatetags/tags.py",
        TAGS.replace("return Nothing()", "return Nothing() or None"),
    ),
    "kept": Case({"kept.html": ""}, "render_kept('kept.html')", f"{APP}kept.html"),
    "translated": Case({}, "translate('de')", "locale/de/LC_MESSAGES/django.mo", catalogue("Wort")),
}
SECOND = {
    "overridden": Case({"overridden.html": ""}, "render_to_string('overridden.html')", "theme/overridden.html"),
    "parent_overridden": Case(
        {"parent_overridden.html": "{% extends 'parent.html' %}", "parent.html": ""},
        "render_to_string('parent_overridden.html')",
        "theme/parent.html",
    ),
    "part_overridden": Case(
        {"part_overridden.html": "{% include 'part.html' %}", "part.html": ""},
        "render_to_string('part_overridden.html')",
        "theme/part.html",
    ),
    "kept_overridden": Case(
        {"kept_overridden.html": ""}, "render_kept('kept_overridden.html')", "theme/kept_overridden.html"
    ),
    "preferred": Case({"fallback.html": ""}, "select('preferred.html', 'fallback.html')", f"{APP}preferred.html"),
    "default_language": Case({}, "gettext('word')", "locale/en/LC_MESSAGES/django.mo", catalogue("term")),
}
CONTROL = {"unedited": Case({"unedited.html": ""}, "render_to_string('unedited.html')", "")}
CASES = FIRST | SECOND | CONTROL


def users_of(cases: dict[str, Case]) -> set[str]:
    return {f"test_{name}_{number}" for name in cases for number in (1, 2)}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two files of tests that use the same things of Django, recorded in one run."""
    made = Project(tmp_path_factory.mktemp("django") / "project")
    made.plugins.append("pytest_django.plugin")
    made.environment["DJANGO_SETTINGS_MODULE"] = "settings"
    files: dict[str, str | bytes | None] = {
        "pytest.ini": "[pytest]\n",
        "settings.py": SETTINGS,
        "theme/other.html": "",
        "app/__init__.py": "",
        "app/templatetags/__init__.py": "",
        "app/templatetags/tags.py": TAGS,
        "uses.py": USES,
    }
    for language in ("de", "en"):
        files[f"locale/{language}/LC_MESSAGES/django.mo"] = catalogue("word")
    for case in CASES.values():
        files |= {f"{APP}{name}": text for name, text in case.templates.items()}
    for number in (1, 2):
        tests = (f"def test_{name}_{number}(): {case.use}\n" for name, case in CASES.items())
        files[f"test_{number}.py"] = "from uses import *\n" + "".join(tests)
    made.write(files)
    run = made.impacted()
    assert run.code == 0, run.output + run.errors
    yield made
    shutil.rmtree(made.root)


@pytest.mark.parametrize("group", [FIRST, SECOND], ids=["first", "second"])
def test_second_user_is_impacted_too(recorded: Project, group: dict[str, Case]) -> None:
    places = {case.place: recorded.root / case.place for case in group.values()}
    before = {place: path.read_bytes() if path.exists() else None for place, path in places.items()}
    recorded.write({case.place: case.edit for case in group.values()})
    try:
        run = recorded.pytest("--impacted-no-record")
    finally:
        recorded.write(before)
    # A language falls back on the default one.
    expected = users_of(group) | (users_of({"translated": FIRST["translated"]}) if group is SECOND else set())
    assert run.ran == expected
