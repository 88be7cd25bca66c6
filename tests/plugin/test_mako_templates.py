"""Mako's cached templates: an edit reaches the second user as well as the first, and nobody else.

All cases are recorded in one run, in which the users of the second file are served from the lookup's collection;
then all cases of a group are edited at once. Mako keeps generated modules below the project, as many projects do.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.plugin.project import Project

pytest.importorskip("mako")

RENDERING = """
    from mako.lookup import TemplateLookup
    from mako.template import Template

    class Lookup(TemplateLookup):
        def get_template(self, uri):
            return super().get_template(uri)

    lookup = Lookup(["theme", "templates"], module_directory="generated/modules", filesystem_checks=False)

    class Kept:
        pass

    def render(uri):
        return lookup.get_template(uri).render()

    def render_file(name):
        if not hasattr(Kept, name):
            setattr(Kept, name, Template(filename=f"templates/{name}", lookup=lookup))
        return getattr(Kept, name).render()

    def render_part(uri):
        if not hasattr(Kept, uri):
            setattr(Kept, uri, lookup.get_template(uri))
        return getattr(Kept, uri).get_def("part").render()
"""
FIRST = {
    # Templates, the expression that the users evaluate, and the place that is edited.
    "found": ({"found.html": ""}, "render('found.html')", "templates/found.html"),
    "includes": (
        {"includes.html": "<%include file='included.html'/>", "included.html": ""},
        "render('includes.html')",
        "templates/included.html",
    ),
    "inherits": (
        {"inherits.html": "<%inherit file='parent.html'/>", "parent.html": "${self.body()}"},
        "render('inherits.html')",
        "templates/parent.html",
    ),
    "imports": (
        {
            "imports.html": "<%namespace name='other' file='names.html'/>${other.part()}",
            "names.html": "<%def name='part()'></%def>",
        },
        "render('imports.html')",
        "templates/names.html",
    ),
    "kept": ({"kept.html": ""}, "render_file('kept.html')", "templates/kept.html"),
    "part": ({"part.html": "<%def name='part()'></%def>"}, "render_part('part.html')", "templates/part.html"),
}
SECOND = {
    "overridden": ({"overridden.html": ""}, "render('overridden.html')", "theme/overridden.html"),
    "include_overridden": (
        {"include_overridden.html": "<%include file='piece.html'/>", "piece.html": ""},
        "render('include_overridden.html')",
        "theme/piece.html",
    ),
}
CONTROL = {"unedited": ({"unedited.html": ""}, "render('unedited.html')", "")}
CASES = FIRST | SECOND | CONTROL


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """Two files of tests that use the same templates; in the recorded run, Mako's modules were there before."""
    made = Project(tmp_path_factory.mktemp("mako") / "project")
    files = {"pytest.ini": "[pytest]\n", "rendering.py": RENDERING, "theme/other.html": ""}
    for templates, _, _ in CASES.values():
        files |= {f"templates/{name}": text for name, text in templates.items()}
    for number in (1, 2):
        tests = (f"def test_{name}_{number}(): {use}\n" for name, (_, use, _) in CASES.items())
        files[f"test_{number}.py"] = "from rendering import *\n" + "".join(tests)
    made.write(files)
    generating = made.pytest()
    assert generating.code == 0, generating.output
    run = made.impacted()
    assert run.code == 0, run.output
    yield made
    shutil.rmtree(made.root)


@pytest.mark.parametrize("group", [FIRST, SECOND], ids=["first", "second"])
def test_second_user_is_impacted_too(recorded: Project, group: dict[str, tuple[dict[str, str], str, str]]) -> None:
    places = [place for _, _, place in group.values()]
    before = {place: (recorded.root / place).read_bytes() if group is FIRST else None for place in places}
    recorded.write({place: (content or b"").decode() + "edited" for place, content in before.items()})
    try:
        run = recorded.pytest("--impacted-no-record")
    finally:
        recorded.write(before)
    assert run.ran == {f"test_{name}_{number}" for name in group for number in (1, 2)}


def test_generated_modules_are_products(recorded: Project) -> None:
    recorded.write({"templates/found.html": "edited"})
    assert recorded.impacted().ran == {"test_found_1", "test_found_2"}
    recorded.write({"generated/modules/found.html.py": None})
    assert recorded.pytest("--impacted-no-record").ran == set()
