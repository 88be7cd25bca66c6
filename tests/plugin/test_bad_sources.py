"""Sources as they come: odd encodings, links, syntax errors, wrong times, edits while the run goes on."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.plugin.project import Project

ODD = {
    "latin.py": b"# coding: latin-1\r\ndef word():\n    return 'one', '\xe9'\n",
    "marked.py": b"\xef\xbb\xbfdef word():\n    return 'one', '\xc3\xa9'\n",
    "windows.py": b"def word():\r\n    x = '''\r\n'''\r\n    return 'one', x\r\n",
    "kept/alias.py": b"def word():\n    return 'one', 0\n",
    "kept/folder/inner.py": b"def word():\n    return 'one', 0\n",
    "../sibling/beside.py": b"def word():\n    return 'one', 0\n",
}
"""Sources with a function each, by the file in which the edit is made."""
NAMES = ("latin", "marked", "windows", "alias", "linked.inner", "beside")
TESTS = {
    f"checks/test_{short}.py": f"import {name} as lib\n\ndef test_{short}():\n    assert lib.word()[0] == 'one'\n"
    for name in NAMES
    for short in [name.rpartition(".")[2]]
}
ODD_TESTS = {
    "checks/test_odd.py": b"# coding: latin-1\r\ndef test_odd():\r\n    assert 'one' in ('\xe9', 'one')\r\n",
    "../sibling/tests/test_far.py": b"\xef\xbb\xbfdef test_far():\n    assert 'one' in ('\xc3\xa9', 'one')\n",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a recorded project that has all of these, and a sibling of it."""
    home = tmp_path_factory.mktemp("odd")
    made = Project(home / "project")
    made.write({"pytest.ini": "[pytest]\n", **TESTS, **ODD, **ODD_TESTS})
    (made.root / "alias.py").symlink_to("kept/alias.py")
    (made.root / "linked").symlink_to("kept/folder")
    (made.root / "checks" / "far").symlink_to("../../sibling/tests")
    made.environment["PYTHONPATH"] = f"{made.root}{os.pathsep}{home / 'sibling'}"
    assert made.impacted().code == 0
    assert made.impacted().ran == set()
    return home


@pytest.mark.parametrize("name", [*ODD, *ODD_TESTS])
def test_edit_of_an_odd_source_impacts_its_test_alone(template: Path, tmp_path: Path, name: str) -> None:
    shutil.copytree(template, tmp_path, symlinks=True, dirs_exist_ok=True)
    project = Project(tmp_path / "project")
    project.environment["PYTHONPATH"] = f"{project.root}{os.pathsep}{tmp_path / 'sibling'}"
    path = project.root / name
    path.write_bytes(path.read_bytes().replace(b"'one'", b"'two'", 1))
    run = project.impacted()
    assert run.ran == run.failed == {f"test_{path.stem.removeprefix('test_')}"}


def test_new_test_in_a_linked_folder_runs(template: Path, tmp_path: Path) -> None:
    shutil.copytree(template, tmp_path, symlinks=True, dirs_exist_ok=True)
    project = Project(tmp_path / "project")
    project.environment["PYTHONPATH"] = f"{project.root}{os.pathsep}{tmp_path / 'sibling'}"
    project.write({"../sibling/tests/test_fresh.py": "def test_fresh(): pass\n"})
    assert project.impacted().ran == {"test_fresh"}


PAIR = {
    "lib.py": "def one():\n    return 1\n",
    "other.py": "def two():\n    return 2\n",
    "near/test_one.py": "import lib\n\ndef test_one():\n    assert lib.one() == 1\n",
    "test_two.py": "import lib, other\n\ndef test_two():\n    assert other.two() == 1 + lib.one()\n",
}


@pytest.fixture
def project(project: Project) -> Project:
    """An empty project in which Python keeps bytecode, whatever it does out here."""
    project.environment["PYTHONDONTWRITEBYTECODE"] = ""
    return project


@pytest.fixture(params=[(), ("-n", "2")], ids=["alone", "workers"])
def spread(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Run alone, and with two workers."""
    return request.param  # type: ignore[no-any-return]


def test_start_from_a_folder_leaves_the_rest_for_later(project: Project) -> None:
    project.write(PAIR)
    project.impacted()
    project.replace("lib.py", "return 1", "return 3")
    run = project.pytest("--impacted", folder="near")
    assert run.ran == run.failed == {"test_one"}
    assert not (project.root / "near" / ".impact").exists()
    assert project.impacted().failed == {"test_one", "test_two"}


@pytest.mark.parametrize("broken", ["lib.py", "near/test_one.py"])
def test_syntax_error_and_its_repair(project: Project, broken: str, spread: tuple[str, ...]) -> None:
    project.write(PAIR)
    project.impacted()
    project.write({"other.py": "def two():\n    return 3\n", broken: PAIR[broken] + "def (\n"})
    run = project.impacted(*spread)
    assert run.code != 0
    assert "SyntaxError" in run.output
    assert "INTERNALERROR" not in run.output
    assert project.impacted(*spread).code != 0  # it does not go away by itself
    project.write({broken: PAIR[broken]})
    assert project.impacted(*spread).failed == {"test_two"}  # which the error kept from running


@pytest.mark.parametrize("name", ["lib.py", "near/test_one.py"])
@pytest.mark.parametrize(
    ("before", "after"), [(-3600, -3600), (3600, 3600), (-1, -86400)], ids=["same-time", "future", "set-back"]
)
def test_times_of_files_are_not_believed(project: Project, before: int, after: int, name: str) -> None:
    project.write(PAIR)
    now = int(time.time())
    set_time(project.root / name, now + before)
    project.impacted()
    edited = PAIR[name].replace("return 1", "return 3").replace("== 1", "== 3")
    project.write({name: edited})
    set_time(project.root / name, now + after)
    failed = {"test_one", "test_two"} if name == "lib.py" else {"test_one"}
    assert project.impacted().failed == failed


def test_stale_bytecode_that_a_conftest_loaded_is_no_proof(project: Project, spread: tuple[str, ...]) -> None:
    project.write({**PAIR, "conftest.py": "import lib\n"})
    now = int(time.time()) - 3600
    set_time(project.root / "lib.py", now)
    project.impacted()
    project.replace("lib.py", "return 1", "return 3")
    set_time(project.root / "lib.py", now)
    project.impacted(*spread)  # the conftest comes before our look at the tree
    assert project.impacted(*spread).failed == {"test_one", "test_two"}


def set_time(path: Path, seconds: int) -> None:
    os.utime(path, (seconds, seconds))


def test_test_that_edits_a_source_keeps_nothing_that_rests_on_it(project: Project, spread: tuple[str, ...]) -> None:
    project.write(
        {
            **PAIR,
            "test_zz.py": """
        from pathlib import Path

        def test_zz():
            Path("other.py").write_text("def two():\\n    return 3\\n")
    """,
        }
    )
    run = project.impacted(*spread, *(["--dist=loadfile"] if spread else []))
    assert run.code == 0
    assert "impacted: 1 test not kept: their files changed during the run." in run.output
    assert project.impacted(*spread).failed == {"test_two"}


@pytest.mark.parametrize("moment", ["import", "test"])
def test_edit_by_another_process_meanwhile_is_not_kept_as_a_pass(project: Project, moment: str) -> None:
    waiting = (
        "import time\nfrom pathlib import Path\n\ndef wait():\n    Path('waiting').touch()\n"
        "    while not Path('edited').exists():\n        time.sleep(0.01)\n"
    )
    project.write({**PAIR, "waiting_room.py": waiting})
    at_import, in_test = ("waiting_room.wait()", "pass") if moment == "import" else ("pass", "waiting_room.wait()")
    project.write(
        {
            "test_wait.py": f"import lib, waiting_room\n{at_import}\n\ndef test_wait():\n    {in_test}\n"
            "    assert lib.one() == 1\n"
        }
    )
    process = subprocess.Popen(
        project.command("--impacted"), cwd=project.root, env=project.variables(), stdout=subprocess.DEVNULL
    )
    while not (project.root / "waiting").exists():
        assert process.poll() is None
        time.sleep(0.01)
    project.replace("lib.py", "return 1", "return 3")
    (project.root / "edited").touch()
    code = process.wait(60)
    assert code == {"import": 0, "test": 0}[moment]
    assert project.impacted().failed == {"test_one", "test_two", "test_wait"}
