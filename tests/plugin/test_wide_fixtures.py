"""What runs once for many tests: an edit of it reaches the second user as well as the first, and nobody else.

Each case has a folder of its own. All are recorded in one run; each test then edits the function that its case calls,
selects without recording, and puts the function back.
"""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator

import pytest

from tests.plugin.project import Project

# In the sources below `VALUE` stands for a call of the function of the case, and `test` for the name of a test.
HEAD = "import concurrent.futures, lib, pytest, unittest\n\n"
SESSION = "@pytest.fixture(scope='session')\ndef fixture(): return VALUE\n"
USES = "def test(fixture): pass"
ASKS = "def test(request): request.getfixturevalue('fixture')"
INDIRECT = "@pytest.mark.parametrize('fixture', [1], indirect=True{})\ndef test(fixture): pass"
OVERRIDES = "@pytest.fixture{}\ndef fixture(fixture): return fixture\n"

TWO_FILES: dict[str, tuple[str, ...]] = {
    # A conftest, the first user, and the second where it is another.
    "session_scope": (SESSION, USES),
    "package_scope": (SESSION.replace("session", "package"), USES),
    "teardown": ("@pytest.fixture(scope='session')\ndef fixture():\n    yield\n    VALUE\n", USES),
    "finalizer": (
        "@pytest.fixture(scope='session')\ndef fixture(request): request.addfinalizer(lambda: VALUE)\n",
        USES,
    ),
    "autouse": (SESSION.replace(")", ", autouse=True)", 1), "def test(): pass"),
    "used_by_mark": (SESSION, "@pytest.mark.usefixtures('fixture')\ndef test(): pass"),
    "parametrised": ("@pytest.fixture(scope='session', params=[1])\ndef fixture(request): return VALUE\n", USES),
    "indirect": (SESSION, INDIRECT.format("")),
    "widened_by_parametrize": ("@pytest.fixture\ndef fixture(): return VALUE\n", INDIRECT.format(", scope='session'")),
    "asked_by_user": (SESSION, ASKS),
    "asked_by_fixture": (
        SESSION + "@pytest.fixture(scope='session')\ndef asking(request): request.getfixturevalue('fixture')\n",
        USES,
        "def test(asking): pass",
    ),
    "asked_late": (
        SESSION
        + "@pytest.fixture(scope='session')\ndef ask(request): return lambda: request.getfixturevalue('fixture')\n",
        "def test(ask): ask()",
    ),
    "named_by_fixture": (
        SESSION + "@pytest.fixture(scope='session')\ndef naming(fixture): return fixture\n",
        USES,
        "def test(naming): pass",
    ),
    "overridden": (SESSION, OVERRIDES.format("") + USES),
    "overridden_by_wide": (SESSION, OVERRIDES.format("(scope='module')") + USES),
    "overridden_and_asked": (SESSION, OVERRIDES.format("") + ASKS),
    "skips": ("@pytest.fixture(scope='session')\ndef fixture(): pytest.skip(str(VALUE))\n", USES),
    "in_thread": (
        """
        @pytest.fixture(scope='session')
        def fixture():
            with concurrent.futures.ThreadPoolExecutor() as pool:
                return pool.submit(lambda: VALUE).result()
        """,
        USES,
    ),
    "in_hook": ("def pytest_runtest_setup(item): VALUE\n", "def test(): pass"),
}
ONE_FILE: dict[str, str] = {
    # Outside a class, and inside one.
    "module_scope": SESSION.replace("session", "module"),
    "setup_module": "def setup_module(): VALUE",
    "teardown_module": "def teardown_module(): VALUE",
    "set_up_module": "def setUpModule(): VALUE",
    "class_scope": "    @pytest.fixture(scope='class', autouse=True)\n    def fixture(self): VALUE",
    "setup_class": "    @classmethod\n    def setup_class(cls): VALUE",
    "teardown_class": "    @classmethod\n    def teardown_class(cls): VALUE",
    "set_up_class": "    @classmethod\n    def setUpClass(cls): VALUE",
    "tear_down_class": "    @classmethod\n    def tearDownClass(cls): VALUE",
    "class_cleanup": "    @classmethod\n    def setUpClass(cls): cls.addClassCleanup(lambda: VALUE)",
}
OTHER = "def test_other(): pass\n"


def fill(source: str, case: str, user: int) -> str:
    """Return a source of a case with its placeholders filled."""
    filled = textwrap.dedent(source) if source.startswith("\n") else source
    return HEAD + filled.replace("VALUE", f"lib.{case}()").replace("test(", f"test_{case}_{user}(")


def in_one_file(case: str, source: str) -> str:
    """Return a module with two users of what is set up once."""
    inside = source.startswith(" ")
    outer, inner = ("", source) if inside else (source, "")
    base = "(unittest.TestCase)" if "set_up" in case or "tear_down" in case or "cleanup" in case else ""
    users = "".join(
        f"\n    def test_{user}(self{', fixture' if case == 'module_scope' else ''}): pass" for user in (1, 2)
    )
    return fill(f"{outer}\nclass Test_{case}{base}:\n{inner}{users}\n", case, 0)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """All cases, recorded in one run."""
    made = Project(tmp_path_factory.mktemp("wide") / "project")
    functions = "".join(f"def {case}():\n    return 0\n\n" for case in (*TWO_FILES, *ONE_FILE))
    files = {"pytest.ini": "[pytest]\n", "lib.py": functions, "test_other.py": OTHER}
    for case, (conftest, first, *second) in TWO_FILES.items():
        files[f"{case}/conftest.py"] = fill(conftest, case, 0)
        files[f"{case}/test_{case}_1.py"] = fill(first, case, 1)
        files[f"{case}/test_{case}_2.py"] = fill(second[0] if second else first, case, 2)
    files |= {f"{case}/test_{case}.py": in_one_file(case, source) for case, source in ONE_FILE.items()}
    made.write(files)
    run = made.impacted()
    assert run.code == 0, run.output
    yield made
    shutil.rmtree(made.root)


@pytest.fixture
def edited(recorded: Project, request: pytest.FixtureRequest) -> Iterator[Project]:
    """The recorded project with the function of the case changed."""
    case = request.param
    recorded.replace("lib.py", f"def {case}():\n    return 0", f"def {case}():\n    return 0 + 0")
    yield recorded
    recorded.replace("lib.py", f"def {case}():\n    return 0 + 0", f"def {case}():\n    return 0")


def without_parameters(names: set[str]) -> set[str]:
    return {name.partition("[")[0] for name in names}


@pytest.mark.parametrize(("edited", "case"), [(case, case) for case in TWO_FILES], indirect=["edited"])
def test_second_file_is_impacted_too(edited: Project, case: str) -> None:
    run = edited.pytest("--impacted-no-record")
    assert without_parameters(run.ran) == {f"test_{case}_1", f"test_{case}_2"}


@pytest.mark.parametrize(("edited", "case"), [(case, case) for case in ONE_FILE], indirect=["edited"])
def test_second_test_is_impacted_too(edited: Project, case: str) -> None:
    run = edited.pytest("--impacted-no-record")
    assert run.ran == {f"Test_{case}::test_1", f"Test_{case}::test_2"}


def test_nothing_is_impacted_without_an_edit(recorded: Project) -> None:
    assert recorded.pytest("--impacted-no-record").ran == set()
