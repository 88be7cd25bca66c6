"""Modules that are looked for by name, and packages without `__init__.py`: what comes first, comes, or goes."""

from __future__ import annotations

from tests.scenarios.scenario import Scenario, Step, scenario

ELSE = {"test_else.py": "def test_else(): pass\n"}
SEARCHES = """
    import importlib, importlib.util, pytest

    def test_import_module():
        with pytest.raises(ImportError):
            importlib.import_module('extra')

    def test_find_spec():
        assert importlib.util.find_spec('extra') is None

    def test_importorskip():
        with pytest.raises(pytest.skip.Exception):
            pytest.importorskip('extra')

    def test_other():
        assert importlib.util.find_spec('other') is None
"""

SCENARIOS = [
    scenario(
        "module_searched_by_name_appears",
        {"test_it.py": SEARCHES, **ELSE},
        {"extra.py": ""},
        must="test_import_module test_find_spec test_importorskip",
        rests="test_other test_else",
    ),
    scenario(
        "module_of_a_package_searched_by_name_appears",
        {"pkg/__init__.py": "", "test_it.py": SEARCHES.replace("extra", "pkg.extra"), **ELSE},
        {"pkg/extra.py": ""},
        must="test_import_module test_find_spec test_importorskip",
        rests="test_other test_else",
    ),
    scenario(
        "package_of_a_module_searched_by_name_appears",
        {
            "test_it.py": """
                import importlib, pytest

                def test_import_module():
                    with pytest.raises(ImportError):
                        importlib.import_module('pkg.extra')

                def test_statement():
                    with pytest.raises(ImportError):
                        import pkg.extra
            """,
            **ELSE,
        },
        {"pkg/__init__.py": "", "pkg/extra.py": ""},
        must="test_import_module test_statement",
        rests="test_else",
    ),
    scenario(
        "module_searched_at_import_appears",
        {
            "lib.py": "import importlib.util\n\nEXTRA = importlib.util.find_spec('extra') is not None\n",
            "test_it.py": "import lib\n\ndef test_it():\n    assert not lib.EXTRA\n",
            **ELSE,
        },
        {"extra.py": ""},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "module_that_a_file_waits_for_appears",
        {"test_it.py": "import pytest\n\npytest.importorskip('extra')\n\ndef test_it(): pass\n", **ELSE},
        {"extra.py": ""},
        must="test_it",
        rests="test_else",
    ),
    scenario(
        "module_found_and_not_loaded_goes",
        {
            "extra.py": "",
            "pkg/__init__.py": "",
            "pkg/extra.py": "",
            "test_it.py": """
                import importlib.util

                def test_extra():
                    assert importlib.util.find_spec('extra') is not None

                def test_inner():
                    assert importlib.util.find_spec('pkg.extra') is not None

                def test_installed():
                    assert importlib.util.find_spec('_pytest.python') is not None
                    assert importlib.util.find_spec('xdist') is not None
                    assert importlib.util.find_spec('this') is not None
            """,
            **ELSE,
        },
        {"extra.py": None, "pkg/extra.py": None},
        must="test_extra test_inner",
        rests="test_else test_installed",
    ),
    scenario(
        "module_found_and_not_loaded_changes",
        {
            "extra.py": "NUMBER = 3\n",
            "test_it.py": """
                import importlib.util

                def test_it():
                    assert importlib.util.find_spec('extra') is not None
            """,
        },
        {"extra.py": "NUMBER = 4\n", "more.py": ""},
        rests="test_it",
    ),
    scenario(
        "folder_of_a_module_becomes_a_package",
        {
            "pkg/mod.py": "NUMBER = 3\n",
            "test_it.py": """
                import sys, pkg.mod

                def test_it():
                    assert getattr(sys.modules['pkg'], '__file__', None) is None
            """,
            **ELSE,
        },
        {"pkg/__init__.py": ""},
        must="test_it",
        rests="test_else",
    ),
    Scenario(
        "part_of_a_namespace_becomes_the_package",
        {
            "pytest.ini": "[pytest]\npythonpath = r1 r2\n",
            "r1/ns/one.py": "NUMBER = 1\n",
            "r2/ns/two.py": "NUMBER = 2\n",
            "test_two.py": "def test_two():\n    from ns import two\n    assert two.NUMBER == 2\n",
            **ELSE,
        },
        (
            Step({"r1/ns/three.py": ""}, rests="test_two test_else"),
            Step({"r1/ns/__init__.py": ""}, must="test_two", rests="test_else"),
        ),
    ),
    scenario(
        "namespace_gets_another_part",
        {
            "pytest.ini": "[pytest]\npythonpath = r1 r2\n",
            "r1/other.py": "",
            "r2/ns/two.py": "NUMBER = 2\n",
            "test_it.py": """
                import pkgutil

                import ns

                def test_it():
                    assert [each.name for each in pkgutil.iter_modules(ns.__path__)] == ['two']
            """,
            **ELSE,
        },
        {"r1/ns/one.py": "NUMBER = 1\n"},
        must="test_it",
        rests="test_else",
    ),
]
