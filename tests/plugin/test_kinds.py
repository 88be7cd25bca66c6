"""Every kind of test that pytest runs: each is selected by an edit of what it runs, and by an edit of itself."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.plugin.project import Project

KINDS = (
    "unittest ddt doctest textual asynchronous threaded pooled streamed exact asyncio_fixture asyncio_teardown "
    "generated dotted"
).split()
FILES = {
    "pytest.ini": """
        [pytest]
        addopts = --doctest-modules --doctest-glob=*.txt
        asyncio_default_fixture_loop_scope = session
        asyncio_default_test_loop_scope = session
        asyncio_mode = auto
    """,
    "lib.py": "".join(f"def {kind}():\n    return 0\n\n" for kind in KINDS),
    "pool.py": "from concurrent.futures import ThreadPoolExecutor\n\nPOOL = ThreadPoolExecutor(1)\n",
    "stream.py": """
        import lib

        def endless():
            yield 0
            while True:
                yield lib.streamed()

        STREAM = endless()
    """,
    "documented.py": """
        import lib

        def document():
            '''
            >>> lib.doctest()
            0
            '''
    """,
    "manual.txt": ">>> import lib\n>>> lib.textual()\n0\n",
    "conftest.py": """
        import lib, pytest_asyncio

        @pytest_asyncio.fixture(scope="session")
        async def started():
            return lib.asyncio_fixture()

        @pytest_asyncio.fixture(scope="session")
        async def stopped():
            yield
            lib.asyncio_teardown()
    """,
    "test_classes.py": """
        import ddt, lib, unittest

        class TestUnit(unittest.TestCase):
            def test_unittest(self): self.assertEqual(lib.unittest(), 0)

        @ddt.ddt
        class TestDdt(unittest.TestCase):
            @ddt.data(1, "a/b::c[d]")
            def test_ddt(self, value): self.assertEqual(lib.ddt(), 0)
    """,
    "test_functions.py": """
        import asyncio, lib, pool, pytest, stream, threading

        async def test_asynchronous():
            await asyncio.sleep(0)
            lib.asynchronous()
        def test_threaded():
            thread = threading.Thread(target=lambda: lib.threaded())
            thread.start()
            thread.join()
        def test_pooled_1(): pool.POOL.submit(lib.pooled).result()
        def test_pooled_2(): pool.POOL.submit(lib.pooled).result()
        def test_streamed_1(): next(stream.STREAM)
        def test_streamed_2(): next(stream.STREAM)
        ODD = ["::", "a/b.py::c", "[", "]@", "\\u00e4\\u4e2d", "\\n", "", " ", "'\\"", "\\\\"]
        @pytest.mark.parametrize("value", ODD, ids=repr)
        def test_exact(value): lib.exact()
        def pytest_generate_tests(metafunc):
            if "made" in metafunc.fixturenames:
                metafunc.parametrize("made", [lib.generated()])
        def test_generated(made): pass
    """,
    "test_asyncio_1.py": "async def test_started_1(started): pass\nasync def test_stopped_1(stopped): pass\n",
    "test_asyncio_2.py": "async def test_started_2(started): pass\nasync def test_stopped_2(stopped): pass\n",
    "test.dotted/test_it.py": "import lib\ndef test_dotted(): lib.dotted()\n",
}
IMPACTED = {
    "unittest": {"TestUnit::test_unittest"},
    "ddt": {"TestDdt::test_ddt_1_1", "TestDdt::test_ddt_2_a_b__c_d_"},
    "doctest": {"documented.document"},
    "textual": {"manual.txt"},
    "asynchronous": {"test_asynchronous"},
    "threaded": {"test_threaded"},
    "pooled": {"test_pooled_1", "test_pooled_2"},
    "streamed": {"test_streamed_2"},
    "asyncio_fixture": {"test_started_1", "test_started_2"},
    "asyncio_teardown": {"test_stopped_1", "test_stopped_2"},
    "dotted": {"test_dotted"},
}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """All kinds, recorded in one run."""
    made = Project(tmp_path_factory.mktemp("kinds") / "project")
    made.plugins = ["pytest_asyncio.plugin"]
    made.write(FILES)
    run = made.impacted()
    assert run.code == 0, run.output + run.errors
    assert len(run.ran) > 20
    return made


@pytest.fixture
def project(recorded: Project, tmp_path: Path) -> Project:
    """A copy of that project."""
    copy = Project(Path(shutil.copytree(recorded.root, tmp_path / "project")))
    copy.plugins = recorded.plugins
    return copy


def test_nothing_changed(project: Project) -> None:
    assert project.pytest("--impacted-no-record").ran == set()


@pytest.mark.parametrize("kind", KINDS)
def test_edit_of_what_it_runs(project: Project, kind: str) -> None:
    project.replace("lib.py", f"def {kind}():\n    return 0", f"def {kind}():\n    return 0 + 0")
    run = project.pytest("--impacted-no-record")
    if kind == "exact":
        assert len(run.ran) == 10
        assert all("test_exact[" in name for name in run.ran)
    elif kind == "generated":  # it runs as the file is collected: all of the file may depend on it
        assert "test_generated[0]" in run.ran
    elif kind == "asyncio_fixture":  # its value is reached through the event loop, which all asynchronous tests share
        assert run.ran >= IMPACTED[kind]
    else:
        assert run.ran == IMPACTED[kind], run.output


@pytest.mark.parametrize(
    ("name", "old", "new", "impacted"),
    [
        ("documented.py", "    0", "    0\n    >>> 1\n    1", {"documented.document"}),
        ("manual.txt", ">>> lib", ">>> 0 + lib", {"manual.txt"}),
        ("test_classes.py", "lib.unittest(), 0", "0, lib.unittest()", {"TestUnit::test_unittest"}),
        ("test_functions.py", "sleep(0)", "sleep(0.0)", {"test_asynchronous"}),
    ],
)
def test_edit_of_itself(project: Project, name: str, old: str, new: str, impacted: set[str]) -> None:
    project.replace(name, old, new)
    run = project.pytest("--impacted-no-record")
    assert run.ran == impacted, run.output
