"""On generated projects our verdicts, pairs, direct imports and lengths of chains are import-linter's."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import grimp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from impact.contracts.checking import Project, check
from impact.contracts.configuration import Configuration, read_configuration
from impact.contracts.model import Report
from impact.contracts.sources.shelter import Shelter
from tests.impact.contracts.judge import Facts, judged, standing_in
from tests.impact.contracts.projects import as_ini, as_toml, projects, write


def report_on(folder: Path, cache: Path | None = None) -> Report:
    with standing_in(folder):
        return check(Project(read_configuration(folder), Shelter(cache), "2026-01-01"))


def facts_of(report: Report) -> list[Facts]:
    return [
        (
            verdict.kept,
            {
                (each.importer, each.imported, each.package): (
                    frozenset((chain[0], chain[1]) for chain in each.chains if len(chain) == 2),
                    min(map(len, each.chains)),
                )
                for each in verdict.violations
            },
        )
        for verdict in report.verdicts
    ]


def test_the_floors_of_this_repository_are_judged_alike() -> None:
    folder = Path(__file__).parents[3]
    verdicts = facts_of(report_on(folder))
    assert verdicts == judged(folder)
    assert all(kept for kept, _ in verdicts)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects(), st.sampled_from(["pyproject.toml", ".importlinter", "setup.cfg"]))
def test_verdicts_are_import_linters(
    project: tuple[dict[str, str], dict[str, Any], list[dict[str, Any]]], config: str
) -> None:
    sources, session, contracts = project
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, sources)
        written = as_toml(session, contracts) if config.endswith(".toml") else as_ini(session, contracts)
        (folder / config).write_text(written, encoding="utf-8")
        assert facts_of(report_on(folder)) == judged(folder)


NAMESPACES = {
    "spa/n/__init__.py": "",
    "spa/n/one.py": "import spa.n.absent.deep\nfrom ..m import folder\n",
    "spa/m/two.py": "from spa.m.folder import absent\nimport spa.m.folder.absent\nimport spa.m.absent.deep.er\n",
    "spa/m/folder/three.py": "import spa.n.one\n",
}


@pytest.mark.parametrize("reading", ["at once", "one by one", "in detail"])
@pytest.mark.parametrize("external", ["True", "False"])
def test_namespaces_are_imported_as_grimp_has_it(
    tmp_path: Path, reading: str, external: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, source in NAMESPACES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(source)
    session = {"root_packages": ["spa.n", "spa.m"], "include_external_packages": external}
    if reading == "in detail":
        session["aliases"] = "short = long"
    elif reading == "one by one":
        monkeypatch.setattr("impact.contracts.sources.bulk.read_in_bulk", lambda *rest: None)
    with standing_in(tmp_path):
        graph = Project(Configuration(tmp_path / "x", session, ()), Shelter(None), "2026-01-01").graph
        judge = grimp.build_graph("spa.n", "spa.m", include_external_packages=external == "True", cache_dir=None)
    assert set(graph.names) == judge.modules
    assert {(graph.names[importer], graph.names[imported]) for importer, imported in graph.edges()} == {
        (importer, imported)
        for importer in judge.modules
        for imported in judge.find_modules_directly_imported_by(importer)
    }
