"""`codemods run`, `list`, `show`, `new`: what they print and write, their exit codes, and bad input."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codemods.cli import main

RENAME = ("run", "rename-import", "--set", "old=student", "--set", "new=learner", "--jobs", "1")


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files, of which one is to change."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_bytes(b"from student import a\r\n")
    (tmp_path / "b.py").write_bytes(b"from students import b\n")
    return tmp_path


def own(tree: Path, name: str, body: str) -> None:
    """Write a codemod of the project's own."""
    (tree / "own").mkdir(exist_ok=True)
    (tree / "pyproject.toml").write_text('[tool.codemods]\npath = "own"\n')
    head = '"""Own."""\nfrom codemods.model import *\nfrom codemods.plans.model import *\n'
    (tree / "own" / f"{name}.py").write_text(head + body)


def test_diff_is_the_default_and_writes_nothing(tree: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    before = (tree / "a.py").read_bytes()
    assert main([*RENAME, "."]) == 0
    told = capfdbinary.readouterr().out
    assert b"-from student import a\r\n+from learner import a\r\n" in told
    assert b"files seen: 2\nparsed: 1 (1 python)\nchanged: 1 (1 edits)\n" in told
    assert (tree / "a.py").read_bytes() == before


def test_write_check_and_again(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*RENAME, "--check", "."]) == 1
    assert "would change a.py" in capsys.readouterr().out
    assert main([*RENAME, "--write", "a.py"]) == 0
    assert (tree / "a.py").read_bytes() == b"from learner import a\r\n"
    assert main([*RENAME, "--check", "."]) == 0


def test_json(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "c.py").write_text("x = 'student'\nif student.x: 1\nz = (\n")
    assert main([*RENAME, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["figures"] | {"seen": 3, "changed": 1, "skipped": 1} == told["figures"]
    [changed, skipped] = told["files"]
    assert changed["outcomes"]["rename-import"]["edits"] == [{"start": 5, "end": 12, "text": "learner"}]
    assert skipped["outcomes"]["rename-import"] == {"outcome": "skipped", "reason": "'(' was never closed", "line": 3}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["run", "rename-imports", "."], "no codemod 'rename-imports'. Did you mean 'rename-import'?"),
        (["run", "rename-import", "nowhere/"], "nothing at nowhere"),
        (["run", "."], "Say which codemod to run"),
        (["run", "rename-import", ".", "--set", "odl=a"], "takes --set odl. Did you mean 'old'?"),
        (["run", "rename-import", ".", "--set", "old=a"], "--set new=...: it must be given"),
        (["run", "rename-import", ".", "--set", "old=a b", "--set", "new=c"], "'a b' is no dotted name"),
        (["run", "--bowler", "nowhere.py", "."], "nothing at nowhere.py"),
        (["show", "nothing"], "no codemod 'nothing'"),
        (["run", "no.such.Command", "."], "no such module or class"),
        (["new", "Bad Name"], "is no name for a codemod"),
        (["inventory", "six-removal", ".", "--commits", "3"], "is no git checkout"),
    ],
)
def test_faults_are_one_line(tree: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], told: str) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert told in captured.err
    assert (captured.out, captured.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    ("settings", "told"),
    [("[tool.codemods]\npaths = 1\n", "knows no 'paths'. Did you mean 'path'?"), ("[tool", "can't be read"),
     ("[tool.codemods]\npath = 'x'\n", "nothing at")],
)  # fmt: skip
def test_bad_settings(tree: Path, capsys: pytest.CaptureFixture[str], settings: str, told: str) -> None:
    (tree / "pyproject.toml").write_text(settings)
    assert main(["list"]) == 2
    assert told in capsys.readouterr().err


def test_a_codemod_of_the_project(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(tree, "own_one", "def rewrite(source, options):\n    return outcome_of([Edit(0, 4, 'FROM')])\n")
    own(tree, "no_codemod", "")
    assert main(["list"]) == 1
    captured = capsys.readouterr()
    assert "own-one" in captured.out
    assert "nose-to-pytest" in captured.out
    assert "it has no function rewrite" in captured.err
    assert main(["show", "own-one"]) == 0
    # What it makes can't be parsed: nothing is written, and the run tells.
    before = (tree / "a.py").read_bytes()
    assert main(["run", "own-one", "a.py", "--write"]) == 3
    assert "with its edits the file can't be read any more" in capsys.readouterr().out
    assert (tree / "a.py").read_bytes() == before


def test_one_that_raises_spoils_one_file_alone(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(
        tree,
        "raising",
        "def rewrite(source, options):\n    if 'students' in source.text: 1 / 0\n    return Unchanged()\n",
    )
    assert main([*RENAME[:2], "raising", *RENAME[2:], "--write", "a.py", "b.py"]) == 3
    assert "b.py: failed by raising: ZeroDivisionError" in capsys.readouterr().out
    assert b"learner" in (tree / "a.py").read_bytes()


def test_a_worker_that_dies(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(tree, "deadly", "import os\ndef rewrite(source, options):\n    os._exit(1)\n")
    for number in range(90):
        (tree / f"m{number:02}.py").write_text("x = 1\n")
    assert main(["run", "deadly", ".", "--jobs", "2"]) == 2
    assert "A process of this run died" in capsys.readouterr().err


def test_deep_code_and_odd_names(tree: Path) -> None:
    (tree / "deep.py").write_text("from student import a\nx = " + " + ".join(["a"] * 3000) + "\n")
    (tree / os.fsdecode(b"\xff.py")).write_text("from student import a\n")
    command = [sys.executable, "-m", "codemods.cli", *RENAME, "--check", "."]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 1, told.stderr
    assert "would change \\udcff.py" in told.stdout
    assert "nested too deeply" in told.stdout or "would change deep.py" in told.stdout


def test_two_that_want_the_same(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own(tree, "other", "def rewrite(source, options):\n    return outcome_of([Edit(5, 12, 'pupil')])\n")
    assert main([*RENAME[:2], "other", *RENAME[2:], "--write", "a.py"]) == 0
    assert (
        "skipped by other: rename-import wants to change the same place; run other once more" in capsys.readouterr().out
    )
    assert (tree / "a.py").read_bytes() == b"from learner import a\r\n"


def test_one_parse_is_shared(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own(tree, "other", "def rewrite(source, options):\n    source.tree, source.concrete\n    return Unchanged()\n")
    own(tree, "third", "def rewrite(source, options):\n    source.tree, source.concrete\n    return Unchanged()\n")
    import libcst

    calls: list[str] = []
    parse = libcst.parse_module
    monkeypatch.setattr(libcst, "parse_module", lambda text: calls.append(text) or parse(text))
    assert main(["run", "other", "third", "a.py", "--jobs", "1"]) == 0
    assert len(calls) == 1


def test_several_processes_find_the_same(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(90):
        (tree / f"m{number:02}.py").write_text(f"from student import a{number}\n")
    assert main([*RENAME, "--json"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert main([*RENAME[:-2], "--jobs", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == one
    assert one["figures"]["changed"] == 91


def test_links_and_read_only_files(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "out.py"
    outside.write_text("from student import x\n")
    (tree / "link.py").symlink_to(outside)
    assert main([*RENAME, "--write", "."]) == 0
    assert outside.read_text() == "from student import x\n"
    assert (tree / "link.py").is_symlink()


def test_a_link_out_of_the_tree_that_was_named(
    tree: Path, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "out.py").write_text("from student import x\n")
    (tree / "pyproject.toml").write_text("")
    (tree / "sub").mkdir()
    (tree / "link").symlink_to(outside)
    (tree / "link.py").symlink_to(outside / "out.py")
    (tree / "same").symlink_to(tree / "sub")
    (tree / "sub" / "c.py").write_text("from student import c\n")
    assert main([*RENAME, "--write", "link", "link.py", "link/out.py", str(tree / "link"), "a.py", "same"]) == 0
    told = capsys.readouterr().out
    assert "link.py: skipped by rename-import: a symbolic link leads from there out of the tree" in told
    assert (outside / "out.py").read_text() == "from student import x\n"
    assert (tree / "a.py").read_bytes() == b"from learner import a\r\n"
    assert (tree / "sub" / "c.py").read_text() == "from learner import c\n"
    assert main([*RENAME, "--write", "link"]) == 0
    assert (outside / "out.py").read_text() == "from student import x\n"


def test_a_project_that_is_reached_by_a_link(tree: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    (tree / "pyproject.toml").write_text("")
    link = tmp_path_factory.mktemp("home") / "project"
    link.symlink_to(tree)
    assert main([*RENAME, "--write", str(link)]) == 0
    assert (tree / "a.py").read_bytes() == b"from learner import a\r\n"


def test_read_only(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "a.py").chmod(0o444)
    assert main([*RENAME, "--write", "a.py"]) == 0
    told = capsys.readouterr().out
    assert "a.py: skipped by rename-import: it is read-only" in told
    assert "changed: 0" in told
    assert (tree / "a.py").stat().st_mode & 0o777 == 0o444
    assert (tree / "a.py").read_bytes() == b"from student import a\r\n"


def test_read_only_in_a_proof(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "a.py").chmod(0o444)
    assert main([*RENAME, "--prove", "--write", "a.py"]) == 0
    assert "a.py: skipped by rename-import: it is read-only" in capsys.readouterr().out
    assert (tree / "a.py").read_bytes() == b"from student import a\r\n"


def test_a_file_that_changes_meanwhile(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write = f"open({str(tree / 'b.py')!r}, 'a').write('x')"
    own(tree, "meddling", f"def rewrite(source, options):\n    {write}\n    return outcome_of([Edit(0, 0, '\\n')])\n")
    assert main(["run", "meddling", "b.py", "--write"]) == 0
    assert "it changed while the run went on" in capsys.readouterr().out
    assert (tree / "b.py").read_text() == "from students import b\nx"


def test_a_plan(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    body = """
def plan(tree, options):
    moves = (Move("a.py", "new/a.py"),)
    return Plan(edits={"a.py": (Edit(0, 4, "from"), Edit(5, 12, "n"))}, moves=moves, left=(Noted("b.py", 1, "why"),))
"""
    own(tree, "moving", body)
    assert main(["run", "moving", "."]) == 0
    told = capsys.readouterr().out
    assert "rename from a.py\nrename to new/a.py" in told
    assert "b.py:1: left alone: why" in told
    assert (tree / "a.py").exists()
    assert main(["run", "moving", ".", "--check"]) == 1
    assert main(["run", "moving", ".", "--write"]) == 0
    assert (tree / "new/a.py").read_bytes() == b"from n import a\r\n"
    assert not (tree / "a.py").exists()


def test_new(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "rename-flag", "--folder", "own"]) == 0
    assert main(["new", "rename-flag", "--folder", "own"]) == 2
    assert "is there already" in capsys.readouterr().err
    written = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "own"],
        cwd=tree,
        capture_output=True,
        text=True,
    )
    assert "2 passed" in written.stdout


def test_the_command_line_is_light() -> None:
    """Neither pytest nor what is heavy is loaded before it is needed."""
    heavy = {"libcst", "grimp", "rich", "sqlite_utils", "coverage", "fissix", "mako", "django", "yaml", "pytest"}
    program = (
        f"import sys, codemods.cli.commands.run, codemods.catalogue.rename_import; print({heavy!r} & set(sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"


def test_new_makes_the_folder_that_the_settings_name(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "pyproject.toml").write_text('[tool.codemods]\npath = "tools/codemods"\n')
    assert main(["new", "rename-flag"]) == 0
    assert (tree / "tools" / "codemods" / "test_rename_flag.py").is_file()
    assert main(["show", "rename-flag"]) == 0


def test_a_full_disk_loses_nothing_and_is_told(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    before = sorted(tree.iterdir())
    assert main([*RENAME, "--write", "."]) == 3
    told = capsys.readouterr().out
    assert "a.py: failed by rename-import: it can't be written: No space left on device" in told
    assert "changed: 0" in told
    assert sorted(tree.iterdir()) == before
    assert (tree / "a.py").read_bytes() == b"from student import a\r\n"
