"""`impact select` tells, without pytest, what `pytest --impacted` then runs; `--since` what a whole branch concerns."""

from __future__ import annotations

import os
from collections.abc import Mapping

import pytest

from impact.cli.commands.select import node_ids
from impact.deciding.selecting import Question, Selection, select
from impact.model import file_of
from tests.impact.sharing.checkouts import commit
from tests.plugin.project import Project

FILES = {
    "pytest.ini": "[pytest]\ntestpaths = checks more\nmarkers = slow\n",
    "shop/__init__.py": "",
    "shop/prices.py": """
        import json
        from pathlib import Path

        RATE = 2
        SPARE = 1

        def price(name):
            return json.loads(Path(__file__).with_name("prices.json").read_text())[name] * RATE

        def label(name):
            return name.title()
    """,
    "shop/prices.json": '{"pear": 3}',
    "shop/cart.py": """
        class Cart:
            def __init__(self):
                self.items = []

            def add(self, item):
                self.items.append(item)
                return self
    """,
    "checks/conftest.py": """
        import pytest
        from shop import cart

        @pytest.fixture(scope="session")
        def basket():
            return cart.Cart().add("pear")
    """,
    "checks/test_prices.py": """
        import pytest
        from shop import prices

        def test_price():
            assert prices.price("pear") == 6

        @pytest.mark.parametrize("name", ["pear", "plum"])
        def test_label(name):
            assert prices.label(name) == name.capitalize()
    """,
    "checks/test_cart.py": """
        def test_basket(basket):
            assert basket.items == ["pear"]

        def test_nothing():
            pass
    """,
    "more/test_more.py": """
        import os

        def test_environment():
            assert os.environ.get("SHOP_MODE") != "broken"

        def test_failing():
            raise RuntimeError
    """,
    "elsewhere/test_elsewhere.py": "def test_elsewhere(): pass\n",
}
EDITS: Mapping[str, Mapping[str, tuple[str, str] | str | None]] = {
    "nothing": {},
    "a comment": {"shop/cart.py": ("class Cart", "# soon\nclass Cart")},
    "a function": {"shop/prices.py": ("name.title()", "name.upper()")},
    "a method of a fixture": {"shop/cart.py": ("self.items.append(item)", "self.items += [item]")},
    "a constant": {"shop/prices.py": ("RATE = 2", "RATE = 3")},
    "an unused constant": {"shop/prices.py": ("SPARE = 1", "SPARE = 2")},
    "a file": {"shop/prices.json": '{"pear": 4}'},
    "a test": {"checks/test_cart.py": ("    pass", "    assert True")},
    "another test": {"checks/test_cart.py": ("def test_nothing", "def test_added():\n    pass\n\ndef test_nothing")},
    "other parameters": {"checks/test_prices.py": ('"plum"]', '"plum", "fig"]')},
    "a new file": {"more/test_new.py": "def test_new():\n    pass\n"},
    "a file that is gone": {"checks/test_cart.py": None},
    "a syntax error": {"shop/cart.py": ("class Cart:", "class Cart")},
    "a conftest": {"more/conftest.py": "import pytest\n"},
    "the configuration": {"pytest.ini": ("markers = slow", "markers = slow\n    fast")},
    "where tests are": {"pytest.ini": ("testpaths = checks more", "testpaths = more")},
    "an import": {"shop/prices.py": ("import json\n", "import json\nimport shop.cart\n")},
}


def apply(project: Project, edit: Mapping[str, tuple[str, str] | str | None]) -> None:
    for name, change in edit.items():
        if isinstance(change, tuple):
            project.replace(name, *change)
        else:
            project.write({name: change})


def question(project: Project, **more: str) -> Question:
    return Question(project.root / ".impact" / "map.db", project.root, **more)  # type: ignore[arg-type]  # texts


def ask(project: Project, **more: str) -> Selection:
    return select(question(project, **more))


def short(nodeid: str) -> str:
    return nodeid.partition("::")[2]


@pytest.fixture
def recorded(project: Project) -> Project:
    project.write(FILES)
    project.impacted()
    return project


def test_what_is_selected_runs_and_nothing_else(recorded: Project) -> None:
    for name, edit in EDITS.items():
        before = {
            file: recorded.root.joinpath(file).read_bytes() if (recorded.root / file).exists() else None
            for file in edit
        }
        apply(recorded, edit)
        selection, run = ask(recorded), recorded.pytest("--impacted-no-record")
        assert selection.fault is None, name
        certain = {short(nodeid) for nodeid in node_ids(selection) if "::" in nodeid}
        left_open = {file for file in node_ids(selection) if "::" not in file}
        if name == "a syntax error":
            assert run.code == 4  # the conftest can't be imported: no test of the run is known to be unconcerned
            assert left_open == {"checks/test_cart.py", "checks/test_prices.py", "more/test_more.py"}
        elif left_open:
            assert certain <= run.ran, name
            assert all(short(each) in run.ran for each in selection.tests if file_of(each) not in left_open), name
        else:
            assert run.ran == certain, name
        if name == "nothing":
            assert certain == {"test_failing"}
        recorded.write(
            {file: content for file, content in before.items() if content or (recorded.root / file).exists()}
        )


def test_what_is_left_open_is_told_by_file(recorded: Project) -> None:
    apply(recorded, EDITS["another test"])
    apply(recorded, EDITS["a new file"])
    selection = ask(recorded)
    assert selection.uncertain == {"checks/test_cart.py", "more/test_new.py"}
    assert selection.uncertain - selection.known_files == {"more/test_new.py"}
    assert recorded.pytest("--impacted-no-record").ran == {"test_added", "test_new", "test_failing"}


def test_paths_narrow_the_selection(recorded: Project) -> None:
    apply(recorded, EDITS["a function"])
    assert {short(each) for each in ask(recorded, starts=("checks",)).tests} == {"test_label[pear]", "test_label[plum]"}
    assert {short(each) for each in ask(recorded, starts=("more",)).tests} == {"test_failing"}


def test_a_changed_variable_counts(recorded: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_MODE", "other")
    assert {short(each) for each in ask(recorded).tests} == {"test_environment", "test_failing"}


@pytest.mark.parametrize("name", ["a constant", "a file", "another test", "a conftest"])
def test_a_branch_is_seen_whole_by_a_map_that_was_recorded_on_it(project: Project, name: str) -> None:
    project.write({**FILES, ".gitignore": ".impact\n__pycache__\n"})
    base = commit(project.root, "base")
    project.impacted()
    apply(project, EDITS[name])
    concerned = project.pytest("--impacted-no-record").ran
    commit(project.root, "on the branch")
    failed = project.impacted().failed
    assert {short(each) for each in ask(project).tests} == failed
    branch = ask(project, since=base)
    assert {short(each) for each in branch.tests} == concerned
    assert {change.dependency.place for change in branch.changes}


def test_a_branch_without_changes_concerns_nothing(recorded: Project) -> None:
    commit(recorded.root, "base")
    assert {short(each) for each in ask(recorded, since="HEAD").tests} == {"test_failing"}


def test_what_is_not_committed_belongs_to_the_branch(recorded: Project) -> None:
    recorded.write({".gitignore": ".impact\n__pycache__\n"})
    commit(recorded.root, "base")
    apply(recorded, EDITS["a function"])
    recorded.impacted()
    assert {short(each) for each in ask(recorded).tests} >= {"test_failing"}
    tests = {short(each) for each in ask(recorded, since="HEAD").tests}
    assert tests == {"test_failing", "test_label[pear]", "test_label[plum]"}


def test_without_a_map_everything_is_selected(project: Project) -> None:
    project.write(FILES)
    selection = ask(project)
    assert selection.fault is not None
    assert selection.uncertain == {"checks/test_prices.py", "checks/test_cart.py", "more/test_more.py"}
    assert os.listdir(project.root / "checks")
