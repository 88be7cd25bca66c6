"""The configuration that is read without pytest is the one that pytest reads."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from impact.deciding.configuration import read_configuration
from impact.errors import ConfigurationUnreadable
from pytest_openedx.environment import configuration, note_configuration

CONFIGURATIONS = {
    "pytest.ini": """
        [pytest]
        testpaths = tests "more tests"
        python_files = check_*.py
        norecursedirs = old
        addopts = -q
        filterwarnings =
            error
            ignore::UserWarning
        xfail_strict = true
    """,
    "tox.ini": """
        [tox]
        [pytest]
        markers = slow: takes long
    """,
    "setup.cfg": """
        [metadata]
        name = shop
        [tool:pytest]
        DJANGO_SETTINGS_MODULE = shop.settings
        usefixtures = db
    """,
    "pyproject.toml": """
        [tool.pytest.ini_options]
        testpaths = ["tests", "more tests"]
        xfail_strict = true
        minversion = "8.0"
        filterwarnings = ["error"]
        markers = ["slow: takes long"]
    """,
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_it_has_the_id_that_pytest_gives_it(pytester: pytest.Pytester, name: str) -> None:
    (pytester.path / name).write_text(textwrap.dedent(CONFIGURATIONS[name]))
    for folder in ("tests", "more tests"):
        pytester.mkdir(folder)
    theirs = pytester.parseconfig("-p", "no:django", "--strict-markers")
    note_configuration(theirs)
    theirs.addinivalue_line("markers", "fast: a plugin adds this one")
    ours = read_configuration(pytester.path)
    assert ours.path == theirs.inipath
    assert ours.id == configuration(theirs)
    assert ours.id != read_configuration(pytester.path / "nowhere").id
    for given, own in [("python_files", ours.patterns), ("norecursedirs", ours.skipped), ("testpaths", ours.starts)]:
        assert own == list(theirs.getini(given))


def test_the_first_file_with_a_section_counts(tmp_path: Path) -> None:
    (tmp_path / "tox.ini").write_text("[pytest]\ntestpaths = a\n")
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'shop'\n")
    assert read_configuration(tmp_path).starts == ["a"]
    (tmp_path / "pytest.ini").write_text("")
    assert read_configuration(tmp_path).starts == []
    assert read_configuration(tmp_path, given=tmp_path / "tox.ini").starts == ["a"]


@pytest.mark.parametrize(
    ("content", "settings"),
    [
        (CONFIGURATIONS["setup.cfg"].replace("tool:pytest", "pytest"), "shop.settings"),
        ("[pytest]\naddopts = -q --ds=shop.settings\n", "shop.settings"),
        ("[pytest]\naddopts = --ds shop.settings\nDJANGO_SETTINGS_MODULE = other\n", "shop.settings"),
        ("[pytest]\naddopts = -q\n", ""),
    ],
)
def test_django_settings_are_told(tmp_path: Path, content: str, settings: str) -> None:
    (tmp_path / "pytest.ini").write_text(textwrap.dedent(content))
    assert read_configuration(tmp_path).settings_module == settings


@pytest.mark.parametrize(("name", "content"), [("pytest.ini", "no section"), ("pyproject.toml", "[tool")])
def test_what_can_not_be_parsed_is_one_line(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(ConfigurationUnreadable) as caught:
        read_configuration(tmp_path)
    assert "\n" not in str(caught.value)
    assert name in str(caught.value)
