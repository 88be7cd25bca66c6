"""The past: its graph is that of a checkout, `--since` lets old violations through, the burndown counts."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings

from impact.cli import main
from impact.contracts.history.comparing import at_revision
from tests.impact.contracts.judge import standing_in
from tests.impact.contracts.projects import trees, write
from tests.impact.contracts.shop import project_in, write_files

CONFIG = "[importlinter]\nroot_packages =\n    shop\n    shopping\n[importlinter:contract:x]\nname = x\ntype = x\n"


def git(folder: Path, *arguments: str) -> None:
    names = ("-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, message: str) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trees(), trees())
def test_the_graph_at_a_revision_is_that_of_its_checkout(old: dict[str, str], new: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "work")
        folder.mkdir()
        git(folder, "init", "-q")
        (folder / ".importlinter").write_text(CONFIG)
        write(folder, old)
        commit(folder, "old")
        with standing_in(folder):
            graph = project_in(folder).graph
            then = {(graph.names[importer], graph.names[imported]) for importer, imported in graph.edges()}
        git(folder, "rm", "-rq", "shop", "shopping")
        write(folder, new)
        commit(folder, "new")
        with standing_in(folder):
            past = at_revision(project_in(folder), "HEAD~1").graph_of(frozenset())
        assert {(past.names[importer], past.names[imported]) for importer, imported in past.edges()} == then


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Path]:
    """A project with one old violation, committed."""
    git(tmp_path, "init", "-q")
    (tmp_path / ".importlinter").write_text(
        "[importlinter]\nroot_package = shop\n[importlinter:contract:floors]\nname = Floors & <more>\ntype = layers\n"
        "layers =\n    shop.web\n    shop.core\n"
    )
    write_files(
        tmp_path, {"shop/web/pages.py": "", "shop/core/old.py": "import shop.web.pages\n", "shop/core/other.py": ""}
    )
    (tmp_path / ".gitignore").write_text(".impact\n")
    commit(tmp_path, "one")
    with standing_in(tmp_path):
        yield tmp_path


def test_what_was_broken_before_is_let_through_and_what_is_new_is_not(
    shop: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["contracts", "check"]) == 1
    assert main(["contracts", "check", "--since", "HEAD"]) == 0
    (shop / "shop/core/other.py").write_text("import shop.core.old, shop.web.pages\n")
    capsys.readouterr()
    assert main(["contracts", "check", "--since", "HEAD", "--format", "json"]) == 1
    (violation,) = json.loads(capsys.readouterr().out)["contracts"][0]["violations"]
    assert violation["chains"] == [["shop.core.other", "shop.web.pages"]]
    assert not (shop / ".contracts-baseline.json").exists()


def test_a_contract_about_a_module_that_is_new_is_judged(shop: Path) -> None:
    config = shop / ".importlinter"
    config.write_text(config.read_text() + "    shop.base\n")
    write_files(shop, {"shop/base/one.py": "import shop.core.old\n"})
    assert main(["contracts", "check", "--since", "HEAD"]) == 1


def test_the_burndown_counts_imports_commit_by_commit(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (shop / "shop/core/other.py").write_text("import shop.web.pages\n")
    commit(shop, "two")
    (shop / "shop/core/other.py").write_text("")
    (shop / "shop/core/old.py").write_text("")
    commit(shop, "three")
    assert main(["contracts", "burndown", "--svg", str(shop / "picture.svg"), "--json"]) == 0
    points = json.loads(capsys.readouterr().out)
    assert [point["counts"] for point in points] == [{"floors": 1}, {"floors": 2}, {"floors": 0}]
    assert main(["contracts", "burndown", "--points", "2"]) == 0
    table = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert [row[-1] for row in table] == ["floors", "1", "0"]

    picture = ElementTree.parse(shop / "picture.svg").getroot()
    (line,) = picture.iter("{http://www.w3.org/2000/svg}polyline")
    heights = [float(spot.split(",")[1]) for spot in (line.get("points") or "").split()]
    assert heights[1] < heights[0] < heights[2]  # more is higher, and y grows downwards


def test_outside_of_a_repository_it_is_said_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / ".importlinter").write_text(CONFIG.replace("    shopping\n", ""))
    write_files(tmp_path, {"shop/a.py": ""})
    with standing_in(tmp_path):
        assert main(["contracts", "check", "--since", "HEAD"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
