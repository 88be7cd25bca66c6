"""The graph of a small shop: every technology's way to refer to another file, and how sure each edge is."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.recipes.legacy_frontend.graph.building import Frontend
from codemods.recipes.legacy_frontend.graph.model import Certainty, Kind, Node
from tests.codemods.recipes.legacy_frontend.shop import FILES, edges_to, open_shop


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Frontend:
    return open_shop(tmp_path_factory.mktemp("shop"))


@pytest.mark.parametrize(
    ("target", "source", "how", "certainty"),
    [
        ("shop/templates/index.html", "shop/views.py::index", "render", Certainty.EXACT),
        ("shop/templates/login.html", "shop/views.py::LoginView", "render", Certainty.EXACT),
        ("shop/templates/pages/help.html", "shop/urls.py:9 help/", "call", Certainty.EXACT),
        ("shop/templates/old.html", "shop/views.py::old", "call", Certainty.EXACT),
        ("shop/templates/older.html", "shop/views.py::old", "call", Certainty.EXACT),
        ("shop/templates/base.html", "shop/templates/index.html", "inherit", Certainty.EXACT),
        ("shop/templates/static.html", "shop/templates/base.html", "namespace", Certainty.EXACT),
        ("shop/templates/parts/menu.html", "shop/templates/index.html", "include", Certainty.EXACT),
        ("shop/templates/parts/entry.html", "shop/templates/parts/menu.html", "include", Certainty.EXACT),
        ("shop/templates/items/second.underscore", "shop/templates/index.html", "include", Certainty.EXACT),
        ("shop/templates/items/third.underscore", "shop/templates/index.html", "include", Certainty.EXACT),
        ("shop/templates/plain.html", "shop/templates/login.html", "extends", Certainty.EXACT),
        ("shop/static/js/login.js", "shop/templates/login.html", "static", Certainty.EXACT),
        ("shop/static/js/plain.js", "shop/templates/plain.html", "src", Certainty.EXACT),
        ("shop/static/js/help.js", "shop/templates/pages/help.html", "amd", Certainty.EXACT),
        ("shop/static/js/help/deep.js", "shop/static/js/help.js", "amd", Certainty.EXACT),
        ("shop/static/js/templates/deep.underscore", "shop/static/js/help/deep.js", "amd", Certainty.EXACT),
        ("shop/static/js/real/thing.js", "shop/static/js/shop/factory.js", "amd", Certainty.EXACT),
        ("shop/static/js/shop/factory.js", "shop/templates/index.html", "require_module", Certainty.EXACT),
        ("shop/static/js/base.js", "js:main", "bundle", Certainty.EXACT),
        ("shop/static/js/search.coffee", "js:main", "bundle", Certainty.EXACT),
        ("shop/static/js/search/box.js", "shop/static/js/search.coffee", "amd", Certainty.EXACT),
        ("shop/static/sass/shop.scss", "css:style", "bundle", Certainty.EXACT),
        ("shop/static/sass/parts/_colours.scss", "shop/static/sass/shop.scss", "import", Certainty.EXACT),
        ("themes/red/templates/index.html", "shop/views.py::index", "render", Certainty.EXACT),
    ],
)
def test_an_edge_leads_to(shop: Frontend, target: str, source: str, how: str, certainty: Certainty) -> None:
    found = [(edge.source.name, edge.how, edge.certainty) for edge in edges_to(shop, target)]
    assert (source, how, certainty) in found


def test_an_edge_tells_file_and_line(shop: Frontend) -> None:
    [edge] = [edge for edge in edges_to(shop, "shop/templates/parts/menu.html") if edge.how == "include"]
    assert (edge.path, edge.line) == ("shop/templates/index.html", 3)


@pytest.mark.parametrize(
    "path",
    [
        "shop/static/js/commented.js",
        "shop/static/sass/_commented.scss",
        "shop/templates/docstring.html",
        "shop/templates/only_tested.html",
        "shop/templates/items/fourth.underscore",
    ],
)
def test_comments_docstrings_and_tests_are_no_referrers(shop: Frontend, path: str) -> None:
    assert edges_to(shop, path) == []


def test_the_bundle_that_an_inheriting_template_names_is_found(shop: Frontend) -> None:
    group = Node(Kind.GROUP, "js:main")
    assert [edge.source.name for edge in shop.graph.entering[group]] == ["shop/templates/base.html"]


def test_loops_over_the_same_name_are_told_apart(shop: Frontend) -> None:
    assert [each.text for each in shop.graph.broken if "underscore" in each.text] == []


def test_the_first_folder_of_an_engine_wins(shop: Frontend) -> None:
    assert edges_to(shop, "shop/common/templates/index.html") == []
    [site] = [site for site in shop.graph.dynamic if site.how == "shadowed"]
    assert site.texts == ("shop/common/templates/index.html",)


def test_python_that_can_not_be_read_is_opaque_and_counted(shop: Frontend) -> None:
    [opaque] = [each for each in shop.graph.opaque if each.path == "shop/templates/parts/entry.html"]
    assert "1 pieces of Python" in opaque.reason


def test_every_render_call_is_told_and_certain(shop: Frontend) -> None:
    calls = [call for call in shop.graph.renders if call.path == "shop/views.py"]
    assert len(calls) == FILES["shop/views.py"].count("return render")
    assert {call.certainty for call in calls} == {Certainty.EXACT}


def test_circles_missing_targets_minified_and_latin_files_are_survived(tmp_path: Path) -> None:
    write = {
        "templates/a.html": '<%include file="b.html"/>',
        "templates/b.html": '<%include file="a.html"/><%include file="missing.html"/>',
        "templates/c.html": "${ unclosed",
        "static/js/templated.js": "var x = {{ value }}; require(['js/d']); <% broken %>",
        "static/js/d.js": "define([],function(){" + "a(1);" * 3000 + "})",
        "app/old.py": "print 'x'\ndef view(request):\n    return render_to_response('a.html')\n",
        "app/broken.py": "def (:\n    'a.html'\n",
    }
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "latin.js").write_bytes(b"var a = '\xe9'; require(['js/d']);")
    frontend = open_shop(tmp_path, write)
    assert [(each.text, each.path) for each in frontend.graph.broken] == [("missing.html", "templates/b.html")]
    assert {"templates/c.html", "app/broken.py"} <= {each.path for each in frontend.graph.opaque}
    sources = {edge.source.name for edge in edges_to(frontend, "static/js/d.js")}
    assert sources == {"static/js/templated.js", "static/latin.js"}
    assert "app/old.py::view" in {edge.source.name for edge in edges_to(frontend, "templates/a.html")}


def test_a_link_between_folders_gives_files_another_name(tmp_path: Path) -> None:
    files = {"static/js/a.js": "define(['text!../templates/t.underscore'])", "templates/t.underscore": "x"}
    (tmp_path / "static").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "static" / "templates").symlink_to("../templates")
    frontend = open_shop(tmp_path, files)
    assert [edge.source.name for edge in edges_to(frontend, "templates/t.underscore")] == ["static/js/a.js"]


def test_a_view_is_found_through_several_imports_with_a_star(tmp_path: Path) -> None:
    frontend = open_shop(
        tmp_path,
        {
            "studio/urls.py": "urlpatterns = patterns('studio.views', url('^last$', 'last', name='last'))\n",
            "studio/views/__init__.py": "from .first import *\nfrom .middle import *\nfrom .second import *\n",
            "studio/views/first.py": "def other(request):\n    return 1\n",
            "studio/views/middle.py": "from .first import other\n",
            "studio/views/second.py": "def last(_request):\n    return render_to_response('last.html')\n",
            "studio/templates/last.html": "${1}",
        },
    )
    view = Node(Kind.VIEW, "studio/views/second.py::last")
    assert [(edge.source.kind, edge.how) for edge in frontend.graph.entering[view]] == [(Kind.URL, "url")]
