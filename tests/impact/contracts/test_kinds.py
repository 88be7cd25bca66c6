"""Typed edges: which there are, where they were seen, and that a contract looks at those it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from impact.contracts.model import Verdict
from impact.map.writer import MapWriter
from impact.model import Batch, Claim, ClaimSet, Dependency, Environment, Kind, Outcome, Record, Sighting
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.shop import project_in, verdict_on, write_files

FILES = {
    "shop/web/pages.py": """
        from typing import TYPE_CHECKING
        import shop.core.plain
        if TYPE_CHECKING:
            import shop.core.typed
        def page():
            import shop.core.late
        """,
    "shop/web/tests/test_pages.py": """
        from unittest import mock
        from unittest.mock import patch
        @patch("shop.core.patched.thing")
        def test_one(thing):
            with mock.patch.dict("shop.core.dicts.TABLE", {}):
                pass
        @patch.object(thing, "shop.core.plain")
        def test_two(thing):
            pass
        """,
    "shop/web/settings.py": """
        INSTALLED_APPS = ["shop.core.apps.CoreConfig", "django.contrib.auth"]
        lower = "shop.core.plain"
        """,
    "shop/web/models.py": """
        owner = ForeignKey("keyed.Owner", on_delete=1)
        other = ManyToManyField(to="nobody.Owner")
        """,
    "shop/web/urls.py": """
        urlpatterns = [path("x/", include("shop.core.urls")), url("y", "shop.core.views.front")]
        """,
    "shop/web/signals.py": """
        saved.connect(handler, sender="keyed.Owner")
        """,
    "shop/web/loader.py": """
        import_module("shop.core.loaded")
        print("shop.core.plain")
        """,
    "shop/web/templates/page.html": """
        <%! from shop.core.markup import HTML %>
        <%namespace name="x" module="shop.core.spaces"/>
        {% load shop_tags %}
        """,
    **{
        f"shop/core/{name}.py": ""
        for name in "plain typed late patched dicts apps urls views loaded markup spaces".split()
    },
    "shop/core/keyed/models.py": "",
    "shop/core/templatetags/shop_tags.py": "",
}

EXPECTED = {
    "import": {("shop.web.pages", "shop.core.plain")},
    "function": {("shop.web.pages", "shop.core.late")},
    "type-checking": {("shop.web.pages", "shop.core.typed")},
    "mock": {("shop.web.tests.test_pages", "shop.core.patched"), ("shop.web.tests.test_pages", "shop.core.dicts")},
    "setting": {("shop.web.settings", "shop.core.apps")},
    "foreign-key": {("shop.web.models", "shop.core.keyed.models")},
    "urlconf": {("shop.web.urls", "shop.core.urls"), ("shop.web.urls", "shop.core.views")},
    "signal": {("shop.web.signals", "shop.core.keyed.models")},
    "string": {("shop.web.loader", "shop.core.loaded")},
    "template": {
        ("shop.web", "shop.core.markup"),
        ("shop.web", "shop.core.spaces"),
        ("shop.web", "shop.core.templatetags.shop_tags"),
    },
}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_files(tmp_path, FILES)


def on_kinds(shop: Path, kinds: str) -> Verdict:
    contract = "type = forbidden\nsource_modules = shop.web\nforbidden_modules = shop.core\n"
    return verdict_on(shop, contract + f"kinds = {kinds}")


@pytest.mark.parametrize("kind", EXPECTED)
def test_a_contract_looks_at_the_kinds_that_it_names(shop: Path, kind: str) -> None:
    verdict = on_kinds(shop, kind)
    assert verdict.error is None
    assert {chain for violation in verdict.violations for chain in violation.chains} == EXPECTED[kind]


def test_by_default_it_looks_at_what_import_linter_does(shop: Path) -> None:
    verdict = verdict_on(shop, "type = forbidden\nsource_modules = shop.web\nforbidden_modules = shop.core")
    found = {chain for violation in verdict.violations for chain in violation.chains}
    assert found == EXPECTED["import"] | EXPECTED["function"] | EXPECTED["type-checking"]


def test_strings_stands_for_all_that_are_in_strings(shop: Path) -> None:
    verdict = on_kinds(shop, "strings")
    strings = [edges for kind, edges in EXPECTED.items() if kind not in ("import", "function", "type-checking")]
    assert {chain for violation in verdict.violations for chain in violation.chains} == set().union(*strings)


def test_edges_of_tests_can_be_left_out(shop: Path) -> None:
    (shop / "shop/web/tests/test_pages.py").write_text("import shop.core.plain\n")
    (shop / "shop/web/pages.py").write_text("")
    assert on_kinds(shop, "import").kept is False
    assert on_kinds(shop, "\n    import\n    no-tests").kept is True
    assert on_kinds(shop, "no-tests").kept is True


def test_each_edge_tells_where_it_was_seen(shop: Path) -> None:
    (shop / ".importlinter").write_text(
        "[importlinter]\nroot_package = shop\n[importlinter:contract:x]\nname=x\ntype=x"
    )
    with standing_in(shop):
        graph = project_in(shop).graph_of(frozenset(EXPECTED))
    assert graph.evidence("shop.web.pages", "shop.core.typed") == [("type-checking", 5)]
    assert graph.evidence("shop.web", "shop.core.markup") == [("template", "shop/web/templates/page.html:2")]
    assert graph.evidence("shop.web.settings", "shop.core.apps") == [("setting", 2)]


def test_the_impact_map_tells_what_was_seen_at_run_time(shop: Path) -> None:
    executed = Dependency(Kind.SOURCE, "shop/core/plain.py")
    imported = Dependency(Kind.SOURCE, "shop/core/late.py")
    claims = ClaimSet(
        frozenset({Claim(executed, frozenset({("", "1"), ("work", "2")})), Claim(imported, frozenset({("", "3")}))})
    )
    test = "shop/web/tests/test_pages.py::test_one"
    with MapWriter(shop / ".impact" / "map.db") as writer:
        writer.write(
            Batch(
                Environment((("python", "3.13"),)),
                records=(Record(test, Outcome.PASSED, 0.1, frozenset({claims})),),
                sightings={executed: Sighting("a" * 40), imported: Sighting("b" * 40)},
            )
        )
    verdict = on_kinds(shop, "runtime")
    assert [each.chains for each in verdict.violations] == [(("shop.web.tests.test_pages", "shop.core.plain"),)]
    with standing_in(shop):
        graph = project_in(shop).graph_of(frozenset({"runtime"}))
    assert graph.evidence("shop.web.tests.test_pages", "shop.core.plain") == [("runtime", test)]


def test_without_a_map_the_contract_is_misconfigured(shop: Path) -> None:
    verdict = on_kinds(shop, "runtime")
    assert verdict.kept is None
    assert "impact map" in (verdict.error or "")


def test_an_unknown_kind_is_named(shop: Path) -> None:
    assert "Did you mean 'function'?" in (on_kinds(shop, "fuction").error or "")
