"""`pytest --contracts`: contracts as items, alone and with workers, and when they rest."""

from __future__ import annotations

import pytest

from tests.plugin.project import Project

FILES = {
    "pytest.ini": "[pytest]\ntestpaths = tests\n",
    ".importlinter": """
        [importlinter]
        root_package = shop

        [importlinter:contract:floors]
        name = The web stands on the core
        type = layers
        layers =
            shop.web
            shop.core

        [importlinter:contract:alone]
        name = Web and core are strangers
        type = independence
        modules =
            shop.web
            shop.core
        """,
    "shop/__init__.py": "",
    "shop/web.py": "from shop.core import price\n",
    "shop/core.py": "def price():\n    return 1\n",
    "tests/test_price.py": "from shop.core import price\ndef test_price():\n    assert price() == 1\n",
}


@pytest.fixture
def shop(project: Project) -> Project:
    project.write(FILES)
    return project


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "workers"])
def test_each_contract_is_an_item(shop: Project, workers: tuple[str, ...]) -> None:
    run = shop.pytest("--contracts", *workers)
    assert run.outcomes == {"floors": "passed", "alone": "failed", "test_price": "passed"}
    assert "shop.web may not import shop.core:" in run.output
    assert "shop.web -> shop.core (l.1)" in run.output
    assert "Traceback" not in run.output
    assert ".importlinter::alone" in run.output


def test_without_the_option_there_are_none(shop: Project) -> None:
    assert shop.pytest().ran == {"test_price"}


def test_they_are_selected_by_name(shop: Project) -> None:
    assert shop.pytest("--contracts", "-k", "floors").ran == {"floors"}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "workers"])
def test_a_node_id_runs_that_contract_only(shop: Project, workers: tuple[str, ...]) -> None:
    assert shop.pytest("--contracts", ".importlinter::floors", *workers).outcomes == {"floors": "passed"}
    assert shop.impacted("--contracts", ".importlinter::alone", *workers).outcomes == {"alone": "failed"}
    both = shop.pytest("--contracts", ".importlinter::floors", "tests/test_price.py", *workers)
    assert both.outcomes == {"floors": "passed", "test_price": "passed"}
    assert shop.pytest("--contracts", "tests", *workers).ran == {"floors", "alone", "test_price"}


def test_the_ini_option_means_the_same(shop: Project) -> None:
    shop.write({"pytest.ini": "[pytest]\ntestpaths = tests\ncontracts = true\n"})
    assert shop.pytest().ran == {"floors", "alone", "test_price"}


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "workers"])
def test_a_kept_contract_rests_until_an_import_changes(shop: Project, workers: tuple[str, ...]) -> None:
    shop.impacted("--contracts", *workers)
    assert shop.impacted("--contracts", *workers).ran == {"alone"}  # broken: it never rests

    shop.write({"shop/core.py": "def price():\n    return 1 + 0\n"})  # no import has changed
    assert shop.impacted("--contracts", *workers).ran == {"alone", "test_price"}

    shop.write({"shop/core.py": "def price():\n    return 1 + 0\ndef page():\n    import shop.web\n"})
    again = shop.impacted("--contracts", *workers)
    assert {"alone", "floors"} <= again.failed


def test_a_contract_that_was_rewritten_is_judged(shop: Project) -> None:
    shop.impacted("--contracts", "-k", "floors")
    assert shop.impacted("--contracts", "-k", "floors").ran == set()
    shop.replace(".importlinter", "    shop.web\n    shop.core\n\n", "    shop.core\n    shop.web\n\n")
    assert shop.impacted("--contracts", "-k", "floors").failed == {"floors"}


def test_nothing_impacted_ends_with_0(shop: Project) -> None:
    shop.replace("shop/web.py", "from shop.core import price\n", "")
    assert shop.impacted("--contracts").code == 0
    again = shop.impacted("--contracts")
    assert (again.code, again.ran) == (0, set())


def test_no_configuration_is_one_line(shop: Project) -> None:
    shop.write({".importlinter": None})
    run = shop.pytest("--contracts")
    assert run.code == 4
    assert "No contracts in" in run.errors + run.output
    assert "Traceback" not in run.errors + run.output


def test_an_unreadable_source_fails_the_contracts_with_its_name(shop: Project) -> None:
    shop.write({"shop/broken.py": "def (:\n"})
    run = shop.pytest("--contracts", "-k", "floors")
    assert run.failed == {"floors"}
    assert "broken.py: line 1" in run.output


@pytest.mark.parametrize("workers", [(), ("-n2",)], ids=["alone", "workers"])
def test_what_contracts_read_is_no_dependency_of_tests(shop: Project, workers: tuple[str, ...]) -> None:
    test = "import shop.other\ndef test_other():\n    assert shop.other.VALUE\n"
    shop.write({"shop/other.py": "VALUE = 1\n", "tests/test_other.py": test})
    shop.impacted("--contracts", *workers)
    shop.write({"shop/other.py": "VALUE = 2\n", "shop/more.py": ""})
    assert shop.impacted("--contracts", *workers).ran == {"alone", "floors", "test_other"}


def test_the_import_path_of_the_tests_stays_as_it_was(shop: Project) -> None:
    test = "import pathlib, sys\ndef test_path():\n    pathlib.Path('path.txt').write_text(str(sys.path))\n"
    shop.write({"tests/test_price.py": test})
    shop.environment["PYTHONPATH"] = ""  # the root is on the import path only as long as contracts need it
    found = []
    for options in ((), ("--contracts",)):
        assert shop.pytest(*options, folder="tests").outcomes["test_path"] == "passed"
        found.append((shop.root / "tests" / "path.txt").read_text())
    assert found[0] == found[1]
