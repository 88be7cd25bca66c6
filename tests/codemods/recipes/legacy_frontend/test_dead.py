"""What is dead in a small shop, what is apart, and what an allow-list and recorded tests say."""

from __future__ import annotations

from pathlib import Path

import pytest

from codemods.errors import AllowListWrong
from codemods.recipes.legacy_frontend.allowing import AllowList, Settled, read_allow_list
from codemods.recipes.legacy_frontend.dead import judge
from codemods.recipes.legacy_frontend.graph.building import Frontend
from tests.codemods.recipes.legacy_frontend.shop import open_shop

DYNAMIC = {
    "app/views.py": "def show(request):\n    return render_to_response('x/' + '' + request.GET['t'])\n"
    "def any(request):\n    return render_to_response(request.GET['t'])\n",
    "app/urls.py": "from app import views\nurlpatterns = [path('a', views.show), path('b', views.any)]\n",
    "templates/a.html": '<%include file="b.html"/>',
    "templates/b.html": "${1}",
    "static/js/c.js": "var x;",
}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Frontend:
    return open_shop(tmp_path_factory.mktemp("shop"))


def test_dead_is_what_nothing_reaches(shop: Frontend) -> None:
    assert [node.name for node in judge(shop).dead] == [
        "js:unasked",
        "shop/static/js/commented.js",
        "shop/static/js/unasked.js",
        "shop/static/sass/_commented.scss",
        "shop/templates/docstring.html",
        "shop/templates/forgotten.html",
        "shop/templates/items/fourth.underscore",
        "shop/templates/only_tested.html",
        "shop/views.py::forgotten",
    ]


def test_what_comes_after_another_of_its_name_is_apart(shop: Frontend) -> None:
    assert [each.node.name for each in judge(shop).apart] == ["shop/common/templates/index.html"]


def test_what_a_recorded_test_read_is_never_dead(shop: Frontend) -> None:
    verdict = judge(shop, read_by_tests=["shop/templates/docstring.html"])
    assert [node.name for node in verdict.rendered] == ["shop/templates/docstring.html"]
    assert "shop/templates/docstring.html" not in {node.name for node in verdict.dead}


def test_a_name_made_at_run_time_sets_apart_what_fits_until_a_person_settles_it(tmp_path: Path) -> None:
    frontend = open_shop(tmp_path, DYNAMIC)
    verdict = judge(frontend)
    assert [each.node.name for each in verdict.apart] == ["templates/a.html", "templates/b.html"]
    assert [node.name for node in verdict.dead] == ["static/js/c.js"]
    sites = {f"{site.path}:{site.line}" for site in verdict.apart[0].sites}
    assert "app/views.py:4" in sites
    nothing = tuple(Settled(f"app/views.py:{name}", (), "asked") for name in ("any", "show"))
    assert [node.name for node in judge(frontend, AllowList(nothing)).dead if node.is_file] == [
        "static/js/c.js",
        "templates/a.html",
        "templates/b.html",
    ]
    some = (Settled("app/views.py", ("templates/a*",), "asked"),)
    assert [node.name for node in judge(frontend, AllowList(some)).dead if node.is_file] == ["static/js/c.js"]
    assert [node.name for node in judge(frontend, AllowList((), ("static/*",))).dead] == []


def test_an_entry_of_the_allow_list_that_speaks_of_nothing_is_told(tmp_path: Path) -> None:
    stale = AllowList((Settled("app/gone.py", (), "asked"),))
    assert judge(open_shop(tmp_path, DYNAMIC), stale).stale == ("app/gone.py",)


def test_an_allow_list_is_read(tmp_path: Path) -> None:
    file = tmp_path / "allow.toml"
    file.write_text(
        '[[dynamic]]\nat = "a.py:f"\nreaches = ["t/*"]\nreason = "asked"\n[[keep]]\npath = "x"\nreason = "y"\n'
    )
    assert read_allow_list(file) == AllowList((Settled("a.py:f", ("t/*",), "asked"),), ("x",))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("= 1", "it is no TOML"),
        ("[[dynamics]]\n", "knows no [[dynamics]]. Did you mean 'dynamic'?"),
        ('[[dynamic]]\nat = "a"\nreason = "b"\nreach = []', "knows no 'reach'. Did you mean 'reaches'?"),
        ('[[dynamic]]\nat = "a"\nreason = "b"', "the entry at 'a' has no reaches"),
        ('[[dynamic]]\nat = "a"\nreaches = []', "has no reason"),
        ("keep = 1", "keep must be written as [[keep]]"),
    ],
)
def test_a_wrong_allow_list_is_one_line(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "allow.toml"
    file.write_text(text)
    with pytest.raises(AllowListWrong) as caught:
        read_allow_list(file)
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_an_allow_list_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(AllowListWrong, match="can't be read"):
        read_allow_list(tmp_path / "none.toml")
