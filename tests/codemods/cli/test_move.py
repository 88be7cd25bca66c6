"""`codemods move` and `codemods suggest-moves`, as somebody types them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codemods.cli import main
from tests.codemods.recipes.structure.trees import lay_out

SHOP = {
    "shop/__init__.py": "",
    "shop/low/__init__.py": "",
    "shop/low/base.py": "from shop.high import tools\n\nX = tools.Y\n",
    "shop/high/__init__.py": "",
    "shop/high/tools.py": "Y = 1\n",
    "test_shop.py": "from importlib import import_module\n\nfrom shop.low import base\n\n\n"
    "def test_x():\n    assert base.X == 1\n\n\ndef test_computed():\n"
    "    assert import_module('.'.join(['shop', 'high', 'tools'])).Y == 1\n",
    "pyproject.toml": '[tool.importlinter]\nroot_package = "shop"\n[[tool.importlinter.contracts]]\nname = "layers"\n'
    'type = "layers"\ncontainers = ["shop"]\nlayers = ["high", "low"]\n',
}


def git(place: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    ended = subprocess.run(["git", *identity, *arguments], cwd=place, check=True, capture_output=True, text=True)
    return ended.stdout


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout of a small project with tests and a broken contract."""
    lay_out(tmp_path, SHOP)
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "First")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_diff_check_and_write(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["move", "shop.high.tools", "shop.low.tools"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert "rename from shop/high/tools.py\nrename to shop/low/tools.py" in told
    assert "+from shop.low import tools" in told
    assert git(shop, "status", "--short") == ""
    assert main([*words, "--check"]) == 1
    assert main([*words, "--write"]) == 0
    assert git(shop, "diff", "--cached", "--name-status", "-M").split() == [
        "R100",
        "shop/high/tools.py",
        "shop/low/tools.py",
    ]
    capsys.readouterr()
    assert main([*words, "--check", "--allow-dirty"]) == 0
    assert "nothing speaks of it any more" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["shop.hihg", "shop.low.x"], "there is no module or package shop.hihg here. Did you mean 'shop.high'?"),
        (["shop.high.tools", "shop.low.base"], "there is shop/low/base.py already."),
        (["shop.high", "shop.high.x"], "can't be moved into itself"),
        (["shop..high", "shop.x"], "'shop..high' is no dotted name"),
    ],
)
def test_bad_input(shop: Path, capsys: pytest.CaptureFixture[str], words: list[str], told: str) -> None:
    assert main(["move", *words, "--write"]) == 2
    message = capsys.readouterr().err
    assert told in message
    assert message.count("\n") == 1
    assert git(shop, "status", "--short") == ""


def test_prove_names_what_a_move_breaks(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is made at run time is out of every codemod's sight, and the test that needs it is not."""
    assert main(["move", "shop.high.tools", "shop.low.tools", "--prove", "--write"]) == 4
    told = capsys.readouterr().out
    assert "REFUSED" in told
    assert "test_shop.py::test_computed: passed -> failed" in told
    assert git(shop, "status", "--short") == ""


def test_suggest(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["suggest-moves", "--no-cache", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"old": "shop.high.tools", "new": "shop.low.tools", "removed": 1, "references": 1} in found
    assert main(["move", found[0]["old"], found[0]["new"], "--write"]) == 0
    capsys.readouterr()
    assert main(["suggest-moves", "--no-cache"]) == 0
    assert capsys.readouterr().out == "No move of one module or package removes a violation.\n"


def test_suggest_tells_one_place_for_each_and_none_among_tests(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lay_out(
        shop,
        {
            "shop/low/a/__init__.py": "",
            "shop/low/a/b/__init__.py": "",
            "shop/low/a/b/c.py": "import shop.high.tools\n",
            "shop/low/tests/__init__.py": "",
            "shop/low/tests/test_base.py": "import shop.high.tools\n",
        },
    )
    assert main(["suggest-moves", "--no-cache", "--json", "--most", "9"]) == 0
    told = [(each["old"], each["new"]) for each in json.loads(capsys.readouterr().out)]
    assert ("shop.high.tools", "shop.low.a.b.tools") in told
    assert ("shop.low.tests.test_base", "shop.high.test_base") in told
    assert len({old for old, _ in told}) == len(told)
    assert main(["suggest-moves", "--no-cache", "--json", "--most", "9"]) == 0
    assert [(each["old"], each["new"]) for each in json.loads(capsys.readouterr().out)] == told
