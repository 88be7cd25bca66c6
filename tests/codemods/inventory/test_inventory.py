"""Inventories: sites, owners as GitHub reads them, and counts of earlier commits."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.inventory.owners import Owners

SIX = ("inventory", "six-removal", ".", "--jobs", "1")


def git(root: Path, *arguments: str, day: str = "2026-01-15") -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    dates = {"GIT_AUTHOR_DATE": f"{day}T12:00:00Z", "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, env=os.environ | dates, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with three commits: two sites and one for a person, one and one, and none."""
    monkeypatch.chdir(tmp_path)
    git(tmp_path, "init", "--quiet")
    (tmp_path / "a").mkdir()
    (tmp_path / "CODEOWNERS").write_text("* @all\n/a/ @team @lead # why\n")
    texts = {
        "2026-01-15": ("import six\nsix.text_type(1)\n", "import six\nsix.PY2\nsix.b(x)\n"),
        "2026-02-15": ("", "import six\nsix.text_type(1)\nsix.PY2\n"),
        "2026-03-15": ("", ""),
    }
    for day, (one, two) in texts.items():
        (tmp_path / "a/one.py").write_text(one)
        (tmp_path / "two.py").write_text(two)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--allow-empty", "-m", day, day=day)
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, object]]:
    assert main([*SIX, *arguments, "--json"]) == 0
    told: list[dict[str, object]] = json.loads(capsys.readouterr().out)
    return told


def test_sites_by_owner(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(tree, "checkout", "--quiet", "HEAD~2")
    told = answer(capsys)
    assert [(each["path"], each["line"], each["kind"], each["owner"]) for each in told] == [
        ("a/one.py", 1, "by codemod", "@team @lead"),
        ("a/one.py", 2, "by codemod", "@team @lead"),
        ("two.py", 2, "by hand", "@all"),
        ("two.py", 3, "by hand", "@all"),
    ]
    assert main([*SIX, "--by", "owner"]) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[1:] == [["@all", "0", "2"], ["@team", "@lead", "2", "0"], ["all", "2", "2"]]
    assert main([*SIX, "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["line"] for row in rows] == ["1", "2", "2", "3"]


def test_burndown(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    by_commit = answer(capsys, "--commits", "9", "--svg", "burn.svg")
    assert [(each["day"], each["by codemod"], each["by hand"]) for each in by_commit] == [
        ("2026-01-15", 2, 2),
        ("2026-02-15", 1, 1),
        ("2026-03-15", 0, 0),
    ]
    assert answer(capsys, "--months", "2") == by_commit[1:]
    picture = ElementTree.parse(tree / "burn.svg").getroot()
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}circle")) == 3
    assert (tree / "two.py").read_text() == ""  # nothing was checked out


def test_what_a_commit_says_is_what_the_tree_says(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    points = answer(capsys, "--commits", "3")
    for point in points:
        git(tree, "checkout", "--quiet", str(point["commit"]))
        sites = answer(capsys)
        assert len(sites) == int(str(point["by codemod"])) + int(str(point["by hand"]))


def test_no_history(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SIX, "--svg", "x.svg"]) == 2
    assert "say --commits N or --months N" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("pattern", "owned", "not_owned"),
    [
        ("*", "a/b.py", None),
        ("*.js", "a/b.js", "a/b.py"),
        ("/build/", "build/a/b", "x/build/a"),
        ("docs/*", "docs/a.md", "docs/b/a.md"),
        ("apps/", "x/apps/y", "x/apps"),
        ("/apps/api", "apps/api/x", "apps/apis/x"),
        ("**/logs", "a/b/logs/c", "a/b/log"),
        ("a/**/b", "a/x/y/b", "c/a/b"),
        ("b.py", "a/b.py", "a/ab.py"),
    ],
)
def test_owners(pattern: str, owned: str, not_owned: str | None) -> None:
    owners = Owners([f"{pattern} @x"])
    assert owners.of(owned) == "@x"
    assert not_owned is None or owners.of(not_owned) == ""


def test_the_last_pattern_counts_and_may_take_away() -> None:
    owners = Owners(["* @a", "# no", "x/ @b", "x/y"])
    assert [owners.of(path) for path in ("q", "x/q", "x/y")] == ["@a", "@b", ""]
