"""What `impact contracts whatif move` foretells is the graph that the codemod then makes, whatever the package."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from codemods.errors import MoveRefused
from impact.contracts.advice.moving import simulate_move
from impact.contracts.graph import ImportGraph
from impact.contracts.opening import open_project
from tests.codemods.recipes.structure.trees import applied, moved
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.projects import PARTS, as_toml, trees, write

ROOTS = {"root_packages": ["shop", "shopping"]}

targets = st.builds(
    lambda root, parts: ".".join([root, *parts]),
    st.sampled_from(ROOTS["root_packages"]),
    st.lists(st.sampled_from([*PARTS, "d", "e"]), min_size=1, max_size=3),
)


def graph_of(folder: Path) -> ImportGraph:
    """Return the graph that contracts are judged by."""
    with standing_in(folder):
        return open_project(folder, shelter=None, without_contracts=True).graph


def edges(graph: ImportGraph) -> set[tuple[str, str]]:
    """Return the imports by name."""
    return {(graph.names[importer], graph.names[imported]) for importer, imported in graph.edges()}


def parent_module(old: str, new: str, sources: dict[str, str]) -> bool:
    """Whether the nearest parent of a name that is there, and stays, is a module, and no package."""
    parents = [new.rpartition(".")[0]]
    while parents[-1] and (parents[-1] not in sources or parents[-1] == old):
        parents.append(parents[-1].rpartition(".")[0])
    return "." in parents[-1] and not any(other.startswith(f"{parents[-1]}.") for other in sources)


def without_climbers(sources: dict[str, str]) -> dict[str, str]:
    """Leave out relative imports that climb out of their root: they fail, until a move makes them mean something."""
    found = {}
    for name, source in sources.items():
        is_package = any(other.startswith(f"{name}.") for other in sources) or "." not in name
        depth = name.count(".") + is_package
        lines = source.splitlines(keepends=True)
        found[name] = "".join(line for line in lines if len(line) - len(line[5:].lstrip(".")) - 5 <= depth)
    return found


# Each example is a folder of files that is read three times over: shrinking takes minutes, and tells little more.
@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(trees(), targets, st.data())
def test_foretold(sources: dict[str, str], new: str, data: st.DataObject) -> None:
    old = data.draw(st.sampled_from([name for name in sorted(sources) if "." in name]))
    is_package = any(name.startswith(f"{old}.") for name in sources)
    is_inside = new.startswith(f"{old}.")
    assume(new not in sources and not (is_package and is_inside))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        write(folder, without_climbers(sources))
        (folder / "pyproject.toml").write_text(as_toml(ROOTS, []))
        foretold = simulate_move(graph_of(folder), old, new)
        if parent_module(old, new, sources):
            with pytest.raises(MoveRefused, match="is a module, not a package"):
                moved(folder, old, new, force="yes")
            return
        (applied if is_inside else moved)(folder, old, new, force="yes")
        found = graph_of(folder)
        assert list(found.names) == list(foretold.names)
        assert edges(found) == edges(foretold)
