"""The ratchet: what is frozen is let through, whatever is new fails, and what is not needed any more is told."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.cli import main
from impact.contracts.bans import Ban, Plan, wall_of
from impact.contracts.baseline import Frozen
from impact.contracts.cases import Case
from impact.contracts.configuration import RawContract
from impact.contracts.graph import ImportGraph
from impact.contracts.ratchet import compare, freeze
from tests.impact.contracts.judge import judged, standing_in
from tests.impact.contracts.projects import write

NAMES = ["high.a", "high.b", "low.a", "low.b", "mid.a", "mid.b", "wall.a"]
edges = st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)).filter(lambda edge: edge[0] != edge[1]))


def case_of(those: set[tuple[str, str]], direct: bool) -> Case:
    """Low may not import high; what goes by way of the wall does not count."""
    graph = ImportGraph.of(those, [*NAMES, "high", "low", "wall"])
    walls = wall_of(graph, [graph.package("wall"), graph.package("low"), graph.package("high")])
    ban = Ban("low", "high", graph.package("low"), graph.package("high"), walls, direct)
    return Case(RawContract("one", "one", "layers", {}), {}, graph, Plan([ban]), 0, ())


def all_chains(those: set[tuple[str, str]], direct: bool) -> Iterator[list[tuple[str, str]]]:
    """Yield by sheer enumeration every chain from low to high that passes no other module of low, high or the wall."""

    def walk(path: list[str]) -> Iterator[list[str]]:
        for importer, imported in sorted(those):
            if importer == path[-1] and imported not in path:
                if imported.startswith("high."):
                    yield [*path, imported]
                elif imported.startswith("mid.") and not direct:
                    yield from walk([*path, imported])

    for name in NAMES:
        if name.startswith("low."):
            yield from (list(itertools.pairwise(path)) for path in walk([name]))


@settings(max_examples=400, deadline=None)
@given(edges, edges, edges, st.booleans())
def test_no_violation_is_missed_and_none_is_invented(
    before: set[tuple[str, str]], added: set[tuple[str, str]], removed: set[tuple[str, str]], direct: bool
) -> None:
    frozen = freeze(case_of(before, direct))
    cut = {edge for allowance in frozen.allowances for edge in allowance.edges}
    sources = {source for allowance in frozen.allowances for source in allowance.sources}
    after = (before | added) - removed
    chains = list(all_chains(after, direct))
    new = [chain for chain in chains if cut.isdisjoint(chain) or chain[0][0] not in sources]

    found = compare(case_of(after, direct), frozen)

    assert bool(found.violations) == bool(new)
    for violation in found.violations:
        for told in violation.chains:
            assert list(itertools.pairwise(told)) in new
    gone = {edge for edge in cut if not any(edge in chain for chain in chains)}
    silent = {source for source in sources if not any(chain[0][0] == source for chain in chains)}
    # An edge may lie on ways alone that pass a module twice: it is kept then, which lets no chain through.
    assert {edge for edge in cut if edge not in after} | silent <= gone | silent
    assert len(found.stale) <= len(gone) + len(silent)
    assert bool(found.stale) or not (silent or any(edge not in after for edge in gone))


@settings(max_examples=100, deadline=None)
@given(edges, st.booleans())
def test_what_is_frozen_is_let_through_and_the_cut_is_as_small_as_can_be(
    those: set[tuple[str, str]], direct: bool
) -> None:
    frozen = freeze(case_of(those, direct))
    found = compare(case_of(those, direct), frozen)
    assert not (found.violations)
    assert not (found.stale)
    assert found.pruned == frozen
    cut = [edge for allowance in frozen.allowances for edge in allowance.edges]
    assert not list(all_chains(those - set(cut), direct))
    # Menger's theorem: as many chains that share no edge as there are edges in the cut.
    assert len(cut) == _disjoint(those, direct)


def _disjoint(those: set[tuple[str, str]], direct: bool) -> int:
    """Return the greatest number of chains that share no edge, by trying all families of chains."""
    chains = [frozenset(chain) for chain in all_chains(those, direct)]

    def best(rest: list[frozenset[tuple[str, str]]]) -> int:
        if not rest:
            return 0
        first, *others = rest
        return max(1 + best([each for each in others if not each & first]), best(others) if len(first) > 1 else 0)

    return best(sorted(chains, key=len)) if len(chains) <= 14 else len(_cut_of(those, direct))


def _cut_of(those: set[tuple[str, str]], direct: bool) -> list[tuple[str, str]]:
    return [edge for each in freeze(case_of(those, direct)).allowances for edge in each.edges]


@settings(max_examples=60, deadline=None)
@given(edges, edges)
def test_circles_are_frozen_too(before: set[tuple[str, str]], added: set[tuple[str, str]]) -> None:
    def case(those: set[tuple[str, str]]) -> Case:
        graph = ImportGraph.of({(f"top.{a}", f"top.{b}") for a, b in those}, ["top", *(f"top.{n}" for n in NAMES)])
        return Case(RawContract("one", "one", "acyclic_siblings", {}), {}, graph, Plan(ancestors=["top"]), 0, ())

    frozen = freeze(case(before))
    assert not compare(case(before), frozen).violations
    assert not compare(case(before), frozen).stale
    after = compare(case(before | added), frozen)
    fresh = compare(case(before | added), Frozen())
    assert bool(after.violations) <= bool(fresh.violations)


CONFIG = """
[importlinter]
root_package = shop
[importlinter:contract:floors]
name = floors
type = layers
layers =
    shop.web
    shop.core
"""


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / ".importlinter").write_text(CONFIG)
    write(
        tmp_path,
        {
            "shop": "",
            "shop.web": "",
            "shop.web.pages": "",
            "shop.core": "import shop.bridge",
            "shop.core.more": "",
            "shop.bridge": "import shop.web.pages",
        },
    )
    with standing_in(tmp_path):
        yield tmp_path


def test_frozen_violations_pass_new_sources_fail_and_stale_entries_fail(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contracts", "check"]) == 1
    assert main(["contracts", "freeze"]) == 0
    assert main(["contracts", "check"]) == 0
    frozen = json.loads((project / ".contracts-baseline.json").read_text())["contracts"]["floors"]["violations"]
    assert frozen == [
        {
            "importer": "shop.core",
            "imported": "shop.web",
            "package": None,
            "cut": [["shop.bridge", "shop.web.pages"]],
            "sources": ["shop.core"],
        }
    ]

    (project / "shop/core/more.py").write_text("import shop.bridge\n")  # through the same edge, from a new module
    assert main(["contracts", "check"]) == 1
    assert main(["contracts", "freeze"]) == 1
    assert "shop.core.more -> shop.bridge (l.1)" in capsys.readouterr().out

    (project / "shop/core/more.py").write_text("\n")
    (project / "shop/core/__init__.py").write_text("\n# nothing\n")
    assert main(["contracts", "check"]) == 1
    assert "shop.core does not import it any more" in capsys.readouterr().out
    assert main(["contracts", "freeze", "--update"]) == 0
    assert main(["contracts", "check"]) == 0
    assert json.loads((project / ".contracts-baseline.json").read_text())["contracts"] == {}


def test_moved_lines_change_nothing(project: Path) -> None:
    main(["contracts", "freeze"])
    (project / "shop/bridge.py").write_text("\n\n\nimport shop.web.pages\n")
    assert main(["contracts", "check"]) == 0


def test_the_export_makes_import_linter_content(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["contracts", "freeze"])
    capsys.readouterr()
    assert main(["contracts", "freeze", "--export", "ini"]) == 0
    exported = capsys.readouterr().out
    (project / ".importlinter").write_text(CONFIG + "".join(exported.splitlines(keepends=True)[1:]))
    assert [kept for kept, _ in judged(project)] == [True]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"version": 9}', '{"version": 1, "contracts": {"floors": 3}}'])
def test_a_damaged_baseline_is_one_line(project: Path, damage: str, capsys: pytest.CaptureFixture[str]) -> None:
    (project / ".contracts-baseline.json").write_text(damage)
    assert main(["contracts", "check"]) == 2
    error = capsys.readouterr().err
    assert ".contracts-baseline.json" in error
    assert error.count("\n") == 1
