"""Advice: why, cut, what if, and a first layering, each checked against what then holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.cli import main
from impact.contracts.advice.layering import suggest_layers
from impact.contracts.advice.moving import moved_name, simulate_move
from impact.contracts.advice.why import shortest_chain
from impact.contracts.cases import prepare
from impact.contracts.configuration import Configuration, RawContract
from impact.contracts.graph import ImportGraph
from impact.contracts.judging import judge
from tests.impact.contracts.judge import judged, standing_in
from tests.impact.contracts.shop import write_files

LEAVES = ["a", "a.x", "ab", "ab.y", "b", "b.x", "c", "d"]
MODULES = ["top", *(f"top.{leaf}" for leaf in LEAVES)]
graphs = st.sets(st.tuples(st.sampled_from(MODULES), st.sampled_from(MODULES)), max_size=14).map(
    lambda edges: ImportGraph.of(edges, MODULES)
)


def named(graph: ImportGraph) -> set[tuple[str, str]]:
    return {(graph.names[importer], graph.names[imported]) for importer, imported in graph.edges()}


@settings(max_examples=150, deadline=None)
@given(graphs)
def test_a_suggested_layering_holds(graph: ImportGraph) -> None:
    for layering in suggest_layers(graph, "top"):
        options = {"layers": list(layering.layers), "containers": ["top"], "exhaustive": "True"}
        options["ignore_imports"] = [f"{importer} -> {imported}" for importer, imported in layering.remove]
        configuration = Configuration(Path("x"), {"root_package": "top"}, ())
        raw = RawContract("one", "one", "layers", options)
        assert judge(raw, configuration, lambda kinds: graph, "2026-01-01").kept is True


@settings(max_examples=150, deadline=None)
@given(graphs, st.sampled_from(MODULES[1:]), st.sampled_from(["top.new", "top.ab.new", "other.new.home"]))
def test_a_move_renames_and_does_nothing_else(graph: ImportGraph, old: str, new: str) -> None:
    if moved_name(new, old, "") != new:
        return
    moved = simulate_move(graph, old, new)
    assert named(moved) == {(moved_name(a, old, new), moved_name(b, old, new)) for a, b in named(graph)}
    assert old not in moved
    assert named(simulate_move(moved, new, old)) == named(graph)


@settings(max_examples=150, deadline=None)
@given(graphs, st.sampled_from(MODULES), st.sampled_from(MODULES))
def test_the_chain_is_the_first_of_the_shortest(graph: ImportGraph, importer: str, imported: str) -> None:
    if importer == imported:
        return
    inside = f"{importer}.".startswith(f"{imported}.") or f"{imported}.".startswith(f"{importer}.")
    starts = {name for name in MODULES if name == importer or (not inside and name.startswith(f"{importer}."))}
    ends = {name for name in MODULES if name == imported or (not inside and name.startswith(f"{imported}."))}
    edges = named(graph)
    paths = [[name] for name in starts]
    expected = None
    for _ in MODULES:
        paths = [[*path, b] for path in paths for a, b in edges if a == path[-1] and b not in path]
        reached = [tuple(path) for path in paths if path[-1] in ends]
        if reached:
            expected = min(reached)
            break
    assert shortest_chain(graph, importer, imported) == expected


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = shop\n[importlinter:contract:floors]\nname = Floors\ntype = layers\n"
        "layers =\n    shop.web\n    shop.core\n"
    )
    write_files(
        tmp_path,
        {
            "shop/web/pages.py": "import shop.core.plain\n",
            "shop/core/plain.py": "\nimport shop.bridge\n",
            "shop/core/second.py": "import shop.bridge\n",
            "shop/bridge.py": "from shop.web import (\n    pages,\n)\n",
            "shop/core/tests/test_one.py": "import shop.web.pages\n",
        },
    )
    with standing_in(tmp_path):
        yield tmp_path


def test_why_tells_the_lines(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "why", "shop.core.second", "shop.web"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "shop.core.second -> shop.bridge",
        "    shop/core/second.py:1",
        "shop.bridge -> shop.web.pages",
        "    shop/bridge.py:1",
    ]
    assert main(["contracts", "why", "shop.web", "shop.core.second"]) == 1
    assert "not even indirectly" in capsys.readouterr().out


def test_cut_names_the_cheapest_imports_and_without_them_the_contract_is_kept(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contracts", "cut", "floors", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["remove"]
    edges = [(each["importer"], each["imported"], each["cost"], each["reason"]) for each in found]
    assert edges == [
        ("shop.bridge", "shop.web.pages", 10, ""),
        ("shop.core.tests.test_one", "shop.web.pages", 1, "test"),
    ]
    ignored = "".join(f"    {importer} -> {imported}\n" for importer, imported, *_ in edges)
    config = shop / ".importlinter"
    config.write_text(config.read_text() + "ignore_imports =\n" + ignored)
    assert [kept for kept, _ in judged(shop)] == [True]
    assert main(["contracts", "cut", "floors"]) == 0


def test_what_if_tells_what_a_real_move_then_does(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "whatif", "move", "shop.bridge", "shop.web.bridge", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (shop / "shop/bridge.py").rename(shop / "shop/web/bridge.py")
    for name in ("plain", "second"):
        path = shop / f"shop/core/{name}.py"
        path.write_text(path.read_text().replace("shop.bridge", "shop.web.bridge"))
    assert main(["contracts", "check", "--format", "json"]) == 1
    after = json.loads(capsys.readouterr().out)
    assert told["contracts"][0]["after"] is after["contracts"][0]["kept"] is False
    from tests.impact.contracts.shop import project_in

    graph = project_in(shop).graph
    assert [[graph.names[a], graph.names[b]] for a, b in graph.edges()] == told["imports"]
    assert list(graph.names) == told["modules"]


def test_what_if_names_contracts_that_would_break_or_mend(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "whatif", "move", "shop.web.pages", "shop.core.pages"]) == 0
    out = capsys.readouterr().out
    assert "Floors: broken, would be kept" in out
    assert "gone: shop.core -> shop.web" in out
    assert main(["contracts", "whatif", "move", "shop.web", "shop.front"]) == 0
    assert "it was read with the new name" in capsys.readouterr().out
    assert main(["contracts", "whatif", "move", "shop.web", "shop.core"]) == 2
    assert "is there already" in capsys.readouterr().err
    assert main(["contracts", "whatif", "move", "shop.web", "elsewhere.web"]) == 2
    assert "none of the root packages" in capsys.readouterr().err


def test_what_is_suggested_is_kept_by_import_linter(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["contracts", "suggest", "layers"]) == 0
    now = capsys.readouterr().out.partition("# Finer")[0]
    (shop / ".importlinter").write_text(f"[importlinter]\nroot_package = shop\n{now}")
    assert [kept for kept, _ in judged(shop)] == [True]


def test_prepare_is_what_cut_stands_on() -> None:
    raw = RawContract("one", "one", "forbidden", {"source_modules": "top.a", "forbidden_modules": "top.b"})
    graph = ImportGraph.of({("top.a", "top.b")}, ["top"])
    case = prepare(raw, Configuration(Path("x"), {"root_package": "top"}, (raw,)), lambda kinds: graph, "2026-01-01")
    assert [(ban.importer, ban.imported) for ban in case.plan.bans] == [("top.a", "top.b")]


@pytest.mark.parametrize(
    "layers",
    [
        "containers = shop\nlayers =\n    web\n    core",
        "layers = shop.web|shop.core",
        "layers =\n    (shop.web)\n    shop.core",
    ],
)
def test_what_if_reads_every_way_to_write_a_layer_with_the_new_name(
    shop: Path, layers: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (shop / ".importlinter").write_text(
        f"[importlinter]\nroot_package = shop\n[importlinter:contract:floors]\nname = Floors\ntype = layers\n{layers}\n"
    )
    assert main(["contracts", "whatif", "move", "shop.web", "shop.front.web"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Floors: broken, would stay so",
        "    it names what would move; it was read with the new name",
    ]
