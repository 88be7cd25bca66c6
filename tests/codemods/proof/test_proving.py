"""`codemods run --prove` on a small project: what breaks a test or a contract is named and left out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.plugin.project import Project

FILES = {
    "shop/__init__.py": "",
    "shop/names.py": "import six\n\ndef name(x):\n    return six.text_type(x)\n",
    "shop/pairs.py": (
        "import six\n\ndef pairs(d):\n    return list(six.iteritems(d))\n\ndef first(d):\n    return six.iteritems(d)\n"
    ),
    "shop/other.py": "import six\n\ndef is_text(x):\n    return isinstance(x, six.string_types)\n",
    "test_shop.py": """
        import inspect
        import os
        import random

        from shop import names, other, pairs

        def test_name():
            assert names.name(1) == "1"

        def test_text():
            assert other.is_text("1")

        def test_source():
            assert "six" in inspect.getsource(pairs.first)

        def test_fails_before_and_after():
            assert names.name(1) == "2"
    """,
    "pytest.ini": "[pytest]\n",
}
LOADED = "--pytest-args=-p xdist -p pytest_openedx.plugin"
"""What is loaded in the runs of the proof: nothing else, which halves their start."""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project with four tests, of which one looks at the source that is to change."""
    made = Project(tmp_path / "project")
    made.write(FILES)
    return made


def prove(project: Project, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "codemods.cli", "run", *arguments, "--prove", LOADED]
    return subprocess.run(
        command, cwd=project.root, env=project.variables(), capture_output=True, text=True, timeout=300
    )


def answer(project: Project, *arguments: str) -> dict[str, Any]:
    ended = prove(project, *arguments, "--json")
    assert ended.returncode in (0, 4), ended.stderr
    told: dict[str, Any] = json.loads(ended.stdout)
    return told


def test_the_guilty_are_left_out_and_the_rest_is_written(project: Project) -> None:
    ended = prove(project, "six-removal", ".", "--write")
    assert ended.returncode == 4, ended.stderr
    assert "LEFT OUT shop/pairs.py: test_shop.py::test_source ends otherwise: passed -> failed" in ended.stdout
    assert "-    return six.iteritems(d)" in ended.stdout
    assert "kept: 4 edits in 2 files" in ended.stdout
    assert (project.root / "shop/pairs.py").read_text() == FILES["shop/pairs.py"]
    assert (project.root / "shop/names.py").read_text() == "\ndef name(x):\n    return str(x)\n"
    assert (project.root / "shop/other.py").read_text() == "\ndef is_text(x):\n    return isinstance(x, str)\n"


OWN = '''
"""Three edits of one file, each for itself."""
from codemods.model import Edit, outcome_of


def rewrite(source, options):
    if "def f" not in source.text:
        return outcome_of([])
    places = ((source.text.index(old), new) for old, new in (("1", "9"), ("2", "8"), ("3", "7")))
    return outcome_of([Edit(at, at + 1, new) for at, new in places])
'''


def test_edits_of_one_file_are_parted_and_an_interrupted_proof_goes_on(project: Project) -> None:
    project.write(
        {
            **dict.fromkeys(["shop/names.py", "shop/pairs.py", "shop/other.py", "test_shop.py"]),
            "shop/numbers.py": "def f():\n    return 1\n\ndef g():\n    return 2\n\ndef h():\n    return 3\n",
            "test_numbers.py": "from shop import numbers\n\ndef test_g():\n    assert numbers.g() == 2\n",
            "test_f.py": "from shop import numbers\n\ndef test_f():\n    assert numbers.f() in (1, 9)\n",
            "own.py": OWN.lstrip(),
        }
    )
    told = answer(project, "own.py", "shop")
    [left_out] = told["left_out"]
    assert [edit["text"] for edit in left_out["piece"]["edits"]] == ["8"]
    assert [change["nodeid"] for change in left_out["trouble"]["tests"]] == ["test_numbers.py::test_g"]
    assert [edit["text"] for edit in told["kept"]["shop/numbers.py"]] == ["9", "7"]
    assert told["runs"] > 0
    again = answer(project, "own.py", "shop")
    assert again | {"runs": told["runs"]} == told
    assert again["runs"] == 0


def test_all_is_well(project: Project) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=project.root, check=True)
    told = answer(project, "six-removal", "shop/names.py", "shop/other.py")
    assert (told["left_out"], told["refused"]) == ([], None)
    assert sorted(told["kept"]) == ["shop/names.py", "shop/other.py"]
    listed = subprocess.run(
        ["git", "status", "--porcelain"], cwd=project.root, check=True, capture_output=True, text=True
    )
    assert ".impact" not in listed.stdout


PLAN = '''
"""Move a module, and forget who imports it."""
from codemods.plans.model import Move, Plan


def plan(tree, options):
    return Plan(moves=(Move("shop/names.py", "shop/called.py"),))
'''


def test_a_wrong_move_is_refused_with_its_tests(project: Project) -> None:
    project.write({"moving.py": PLAN.lstrip()})
    ended = prove(project, "moving.py", ".", "--write")
    assert ended.returncode == 4, ended.stderr
    assert "REFUSED: files move or are new" in ended.stdout
    assert "test_shop.py" in ended.stdout
    assert (project.root / "shop/names.py").exists()


BRING = """
from codemods.model import *
from codemods.plans.model import *

def plan(tree, options):
    return Plan(edits={"shop/names.py": (Edit(0, 0, "# x\\nUNUSED = 1\\n"),)}, creations={"test_new.py": NEW})
"""


def test_a_plan_may_bring_tests_that_pass(project: Project) -> None:
    new = 'NEW = b"def test_new():\\n    assert True\\n"\n'
    project.write({"own/bring.py": f'"""Bring."""\n{new}{BRING}', "pyproject.toml": '[tool.codemods]\npath = "own"\n'})
    ended = prove(project, "bring", ".", "--write")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (project.root / "test_new.py").exists()


def test_a_suite_that_can_not_run_is_told(project: Project) -> None:
    project.write({"pytest.ini": "[pytest]\naddopts = --no-such-option\n"})
    ended = prove(project, "six-removal", ".")
    assert ended.returncode == 2
    assert "pytest can't run in a copy of the project" in ended.stderr


DELETE = '''
"""Delete three files and shorten a source; only the test knows that one of the files is needed."""
from codemods.model import Edit
from codemods.plans.model import Plan


def plan(tree, options):
    files = ("shop/pages/new.html", "shop/pages/odd.html", "shop/pages/old.html")
    return Plan(edits={"shop/names.py": (Edit(0, 11, ""),)}, deletions=files)
'''


def test_a_deletion_that_breaks_a_test_is_left_out_and_the_others_are_kept(project: Project) -> None:
    project.write(
        {
            **dict.fromkeys(["shop/pairs.py", "shop/other.py", "test_shop.py"]),
            "shop/names.py": "import six\n\ndef name(x):\n    return str(x)\n",
            "shop/pages/new.html": "new",
            "shop/pages/odd.html": "odd",
            "shop/pages/old.html": "old",
            "test_pages.py": "from pathlib import Path\nfrom shop.names import name\n\ndef test_page():\n"
            "    page = Path(__file__).parent / 'shop' / 'pages' / name('odd.html')\n"
            "    assert page.read_text() == 'odd'\n",
            "deleting.py": DELETE.lstrip(),
        }
    )
    ended = prove(project, "deleting.py", ".", "--write")
    assert ended.returncode == 4, ended.stdout + ended.stderr
    assert "LEFT OUT shop/pages/odd.html: test_pages.py::test_page ends otherwise: passed -> failed" in ended.stdout
    assert "    it was to be deleted" in ended.stdout
    assert "kept: 1 edits in 1 file, 2 deletions\nleft out: 1 deletion\n" in ended.stdout
    assert [file.name for file in sorted((project.root / "shop/pages").iterdir())] == ["odd.html"]
    assert (project.root / "shop/names.py").read_text() == "\ndef name(x):\n    return str(x)\n"
