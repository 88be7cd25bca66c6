"""Collection: what is imported on the way, from where, and what one broken file does to the others."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project


def test_new_test_in_a_file_that_another_one_imported_first(project: Project) -> None:
    project.write(
        {
            "test_a.py": "import test_b\n\ndef test_a(): assert test_b.NUMBER\n",
            "test_b.py": "NUMBER = 1\n\ndef test_b(): pass\n",
        }
    )
    project.impacted()
    project.replace("test_b.py", "def test_b(): pass", "def test_b(): pass\n\ndef test_c(): pass")
    assert project.impacted().ran == {"test_c"}


@pytest.mark.parametrize("spread", [(), ("-n2",)], ids=["alone", "workers"])
def test_broken_file_does_not_lose_the_others(project: Project, spread: tuple[str, ...]) -> None:
    project.write(
        {
            "lib.py": "def number():\n    return 1\n",
            "test_a.py": "import lib\n\ndef test_a(): assert lib.number()\n",
            "test_b.py": "import lib\n\ndef test_b(): assert lib.number()\n",
            "test_c.py": "def test_c(): pass\n",
        }
    )
    project.impacted(*spread)
    project.replace("lib.py", "return 1", "return 2")
    project.replace("test_b.py", "import lib", "import lib, nothing")
    broken = project.impacted(*spread)
    assert broken.code != 0
    assert "No module named 'nothing'" in broken.output
    assert project.impacted(*spread, "--continue-on-collection-errors").ran >= {"test_a"}
    project.replace("test_b.py", "import lib, nothing", "import lib")
    assert project.impacted(*spread).ran == {"test_b"}
    assert project.impacted(*spread).ran == set()


def test_conftest_of_a_folder_belongs_to_its_tests(project: Project) -> None:
    conftest = "import pytest\n\n@pytest.fixture\ndef number(): return {}\n"
    project.write(
        {
            "conftest.py": conftest.format(1),
            "one/conftest.py": conftest.format(2),
            "one/deep/test_one.py": "def test_one(number): assert number == 2\n",
            "two/test_two.py": "def test_two(number): assert number == 1\n",
        }
    )
    project.impacted()
    project.replace("one/conftest.py", "return 2", "return 3")
    assert project.impacted().failed == {"test_one"}
    project.replace("conftest.py", "return 1", "return 4")
    assert project.impacted().ran == {"test_one", "test_two"}


@pytest.mark.parametrize("mode", ["prepend", "append", "importlib"])
def test_source_layout_and_import_mode(project: Project, mode: str) -> None:
    project.write(
        {
            "pytest.ini": f"[pytest]\npythonpath = src\ntestpaths = tests\naddopts = --import-mode={mode}\n",
            "src/package/__init__.py": "",
            "src/package/core.py": "def one():\n    return 1\n\ndef two():\n    return 2\n",
            "tests/unit/test_one.py": "from package import core\n\ndef test_one(): assert core.one() == 1\n",
            "tests/unit/test_two.py": "from package.core import two\n\ndef test_two(): assert two() == 2\n",
        }
    )
    assert project.impacted().ran == {"test_one", "test_two"}
    project.replace("src/package/core.py", "return 2", "return 3")
    assert project.impacted().failed == {"test_two"}
    project.replace("tests/unit/test_one.py", "== 1", "== 0")
    assert project.pytest("--impacted", folder="tests").failed == {"test_one", "test_two"}


@pytest.mark.parametrize("name", ["test_one.py::test_typo", "test_one.py::TestTypo::test_one", "test_typo.py"])
def test_a_mistyped_name_is_told_as_ever(project: Project, name: str) -> None:
    project.write({"test_one.py": "def test_one(): pass\n"})
    assert project.impacted().code == 0
    run = project.impacted(name)
    assert run.code == project.pytest(name).code == 4
    assert "not found" in run.output + run.errors
    assert project.impacted("test_one.py::test_one").ran == set()
