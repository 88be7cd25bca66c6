"""What recording collects at the end of a test is no fault of the next one."""

from __future__ import annotations

from tests.plugin.project import Project

FILES = {
    "pytest.ini": "[pytest]\nfilterwarnings = error\n",
    "shop.py": """
        import functools, warnings

        class Basket:
            def __init__(self):
                self.own = self

            @functools.cached_property
            def total(self):
                return 1

            def __del__(self):
                warnings.warn("not closed", ResourceWarning)
    """,
    "test_shop.py": """
        import shop

        def test_a(): assert shop.Basket().total == 1
        def test_b(): pass
    """,
}


def test_an_object_in_a_cycle_that_fails_as_it_goes(project: Project) -> None:
    project.write(FILES)
    first = project.impacted()
    assert first.outcomes == {"test_a": "passed", "test_b": "passed"}
    assert "not closed" in first.output + first.errors


def test_an_object_of_collection_that_fails_as_it_goes(project: Project) -> None:
    files = FILES | {"test_shop.py": "import shop\n\nshop.Basket()\n\ndef test_a(): pass\n"}
    few = {"conftest.py": "import pytest_openedx.roles; pytest_openedx.roles._MANY = 0"}
    project.write(files | few | {"pytest.ini": "[pytest]\n"})
    assert project.impacted().outcomes == {"test_a": "passed"}
