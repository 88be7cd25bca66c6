"""What goes with a page and what stays; the plans that codemods carry out."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.errors import PageAmbiguous, PageUnknown
from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Kind
from codemods.recipes.legacy_frontend.removal import plan_removal
from tests.codemods.recipes.legacy_frontend.shop import open_shop, write


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Frontend:
    return open_shop(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize("name", ["old", "shop.views.old", "shop/views.py::old"])
def test_what_goes_and_what_stays(shop: Frontend, name: str) -> None:
    removal = plan_removal(shop, name)
    assert removal.of(Kind.TEMPLATE) == [
        "shop/templates/old.html",
        "shop/templates/older.html",
        "shop/templates/parts/only_older.html",
    ]
    assert removal.of(Kind.VIEW) == ["shop/views.py::old"]
    assert "shop/templates/base.html" in {node.name for node in removal.stays}
    assert [entry.name for entry in removal.entries] == ["old"]
    assert removal.toggles == ("FEATURES['OLD_SHOP']",)
    assert [(place.path, place.line) for place in removal.tests] == [("shop/tests/test_views.py", 2)]


def test_a_template_may_be_a_page_and_who_asks_for_it_is_told(shop: Frontend) -> None:
    removal = plan_removal(shop, "shop/templates/parts/menu.html")
    assert removal.of(Kind.TEMPLATE) == ["shop/templates/parts/entry.html", "shop/templates/parts/menu.html"]
    assert ("shop/templates/index.html", 3) in {(place.path, place.line) for place in removal.askers}


def test_an_unknown_page_is_told_with_what_may_be_meant(shop: Frontend) -> None:
    with pytest.raises(PageUnknown, match="Did you mean 'login'"):
        plan_removal(shop, "logni")


def test_the_command_tells_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write(tmp_path))
    assert main(["removal-plan", "old"]) == 0
    told = capsys.readouterr().out
    assert "  template shop/templates/older.html\n" in told
    assert "toggles that go: 1\n  FEATURES['OLD_SHOP']\n" in told
    assert main(["removal-plan", "old", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["page"] == "old"
    assert main(["removal-plan", "lod"]) == 2
    assert "There is no page 'lod'" in capsys.readouterr().err


def test_the_codemod_removes_the_page_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write(tmp_path))
    assert main(["run", "removal-plan", "--set", "page=old", ".", "--write"]) == 0
    views, urls = ((tmp_path / "shop" / name).read_text() for name in ("views.py", "urls.py"))
    names = {node.name for node in ast.parse(views).body if isinstance(node, ast.FunctionDef)}
    assert names == {"index", "static_page", "order", "show", "forgotten"}
    assert "old/" not in urls
    assert len(ast.parse(urls).body) == 6
    left = {path.name for path in (tmp_path / "shop" / "templates").rglob("*.html")}
    assert not left & {"old.html", "older.html", "only_older.html"}
    assert {"base.html", "order.html"} <= left
    assert "shop/tests/test_views.py:2: left alone: it asks for old" in capsys.readouterr().out


def test_the_codemod_deletes_the_dead_and_a_second_run_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(write(tmp_path))
    before = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert main(["run", "dead-frontend", ".", "--check"]) == 1
    assert main(["run", "dead-frontend", ".", "--write"]) == 0
    after = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert before - after == {
        "shop/static/js/commented.js",
        "shop/static/js/unasked.js",
        "shop/static/sass/_commented.scss",
        "shop/templates/docstring.html",
        "shop/templates/forgotten.html",
        "shop/templates/items/fourth.underscore",
        "shop/templates/only_tested.html",
    }
    capsys.readouterr()
    assert main(["run", "dead-frontend", ".", "--check"]) == 0
    assert main(["dead-frontend"]) == 0
    assert "dead: group js:unasked\ndead: view shop/views.py::forgotten\n" in capsys.readouterr().out


SEVERAL = {
    "pages/urls.py": """
from django.urls import path
from pages import other, views
urlpatterns = [
    path("jobs/", views.render_page, {"template": "jobs.html"}, name="jobs"),
    path("news/", views.render_page, {"template": "news.html"}, name="news"),
    path("a/", views.first, name="both"),
    path("b/", other.second, name="both"),
    path("c/", views.first, name="%s" % unknown()),
]
""",
    "pages/views.py": """
def render_page(request, template):
    return render_to_response("pages/" + template, {})

def first(request):
    return render_to_response("*", {})
""",
    "pages/other.py": "def second(request):\n    return 1\n",
    "pages/templates/pages/jobs.html": "${1}",
    "pages/templates/pages/news.html": "${1}",
}


def test_a_url_of_its_own_name_goes_alone_where_others_lead_to_its_view(tmp_path: Path) -> None:
    removal = plan_removal(open_shop(tmp_path, SEVERAL), "jobs")
    assert [entry.name for entry in removal.entries] == ["jobs"]
    assert removal.of(Kind.VIEW) == []
    # The view composes the names of its templates, so any of its other URLs might still mean this one.
    assert {"pages/views.py::render_page", "pages/templates/pages/jobs.html"} <= {node.name for node in removal.stays}
    assert removal.askers == ()


def test_a_view_of_several_urls_goes_with_all_of_them(tmp_path: Path) -> None:
    removal = plan_removal(open_shop(tmp_path, SEVERAL), "pages.views.render_page")
    assert [entry.name for entry in removal.entries] == ["jobs", "news"]
    computed = plan_removal(open_shop(tmp_path, SEVERAL), "pages.views.first")
    assert [entry.name for entry in computed.entries] == ["both", ""]
    assert [(place.path, place.line) for place in computed.askers] == [("pages/urls.py", 7)]


def test_a_name_of_urls_that_lead_to_several_views_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PageAmbiguous, match=r"pages/other\.py::second, pages/views\.py::first\. Say one of these"):
        plan_removal(open_shop(tmp_path, SEVERAL), "both")
