"""Other people's codemods in our runner: LibCST's commands, Bowler's scripts, django-upgrade."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codemods.cli import main
from codemods.errors import CodemodUnusable
from codemods.registry import find

BOWLER = """
from bowler import Query
from lib2to3.fixer_util import Name

def only_the_second(filename, hunk):
    return "second" in "".join(hunk)

query = Query("ignored").select_function("old").rename("new")
if FILTER:
    query = query.process(only_the_second)
query.diff(interactive=True)
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that we stand in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_command_of_libcst(tree: Path) -> None:
    (tree / "a.py").write_bytes(b'# c\r\nx = "a {}".format(b)   # kept\r\n')
    command = "libcst.codemod.commands.convert_format_to_fstring.ConvertFormatStringCommand"
    assert main(["run", command, "a.py", "--write", "--jobs", "1"]) == 0
    assert (tree / "a.py").read_bytes() == b'# c\r\nx = f"a {b}"   # kept\r\n'
    [codemod] = find([command])
    assert {option.name for option in codemod.options} == {"allow_strip_comments", "allow_await"}


def test_a_command_that_needs_the_whole_tree_is_refused() -> None:
    with pytest.raises(CodemodUnusable, match="which reads the whole tree"):
        find(["libcst.codemod.commands.remove_unused_imports.RemoveUnusedImportsCommand", WHOLE])


WHOLE = f"{__name__}.whole_tree"


def __getattr__(name: str) -> type:
    """Make a command of LibCST that needs what only LibCST's own runner has, when it is looked for."""
    if name != "whole_tree":
        raise AttributeError(name)
    from libcst.codemod import VisitorBasedCodemodCommand
    from libcst.metadata import FullyQualifiedNameProvider

    class Whole(VisitorBasedCodemodCommand):
        """Needs the whole tree."""

        METADATA_DEPENDENCIES = (FullyQualifiedNameProvider,)

    return Whole


@pytest.mark.parametrize("is_filtered", [False, True])
def test_a_script_of_bowler(tree: Path, capsys: pytest.CaptureFixture[str], is_filtered: bool) -> None:
    pytest.importorskip("bowler")
    (tree / "script.py").write_text(BOWLER.replace("FILTER", str(is_filtered)))
    (tree / "lib").mkdir()
    raw = b"\xef\xbb\xbf# first\r\nold(1)\r\n\r\n\r\n\r\n\r\n\r\n\r\n# second\r\nold(2)"
    (tree / "lib/a.py").write_bytes(raw)
    (tree / "lib/b.py").write_bytes("# coding: latin-1\nx = 'é'; old()\n".encode("latin-1"))
    (tree / "lib/c.py").write_text("match x:\n    case 1: old()\n")
    assert main(["run", "--bowler", "script.py", "lib", "--write", "--jobs", "1"]) == 3
    assert "c.py:1: skipped by script: fissix" in capsys.readouterr().out
    wanted = raw.replace(b"old(2)", b"new(2)") if is_filtered else raw.replace(b"old", b"new")
    assert (tree / "lib/a.py").read_bytes() == wanted
    assert b"'\xe9'" in (tree / "lib/b.py").read_bytes()
    assert "lib2to3" not in sys.modules or "fissix" not in str(sys.modules["lib2to3"])


@pytest.mark.parametrize(
    ("text", "told"), [("1 / 0\n", "ZeroDivisionError"), ("x = 1\n", "it runs no query"), ("exit(3)\n", "ended with 3")]
)
def test_a_script_that_is_none(tree: Path, capsys: pytest.CaptureFixture[str], text: str, told: str) -> None:
    pytest.importorskip("bowler")
    (tree / "script.py").write_text(text)
    assert main(["run", "--bowler", "script.py", "."]) == 2
    assert told in capsys.readouterr().err


def test_django_upgrade(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("django_upgrade")
    (tree / "a.py").write_bytes(b"from django.utils.translation import ugettext as _\r\n_( 'a' )")
    assert main(["run", "django-upgrade", "a.py", "--set", "target=4.2", "--write"]) == 0
    assert (tree / "a.py").read_bytes() == b"from django.utils.translation import gettext as _\r\n_( 'a' )"
    assert main(["run", "django-upgrade", "a.py", "--set", "target=new"]) == 2
    assert "is no version such as 5.2" in capsys.readouterr().err


@pytest.mark.parametrize(("name", "module"), [("django-upgrade", "django_upgrade"), ("bowler", "bowler")])
def test_a_missing_library_is_told(
    tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (tree / "s.py").write_text("")
    codemod = ["--bowler", "s.py"] if name == "bowler" else [name, "--set", "target=5.2"]
    assert main(["run", *codemod, "."]) == 2
    assert f"pip install 'pytest-openedx[{name}]'" in capsys.readouterr().err
