"""A recorded run looks like a plain one: the same report, the same sources, the same coverage."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import pytest

from tests.plugin.project import Project

FAILURES = {
    "pytest.ini": "[pytest]\n",
    "lib.py": """
        import contextlib, functools, warnings

        def fail(): raise ValueError("deep")

        @functools.lru_cache
        def cached():
            warnings.warn("of a cache", stacklevel=2)
            fail()

        class Lazy:
            @functools.cached_property
            def value(self):
                warnings.warn("of a property", stacklevel=3)
                fail()

            def __getattr__(self, name):
                warnings.warn("of an answer", stacklevel=2)
                if name == "fails": fail()
                setattr(self, name, 1)
                return 1

        lazy = Lazy()

        @contextlib.contextmanager
        def context():
            yield fail()

        def numbers():
            yield 1
            fail()
    """,
    "broken.py": "import lib\n\nlib.fail()\n",
    "lazy.py": "def load():\n    import broken\n",
    "conftest.py": """
        import lib, pytest

        @pytest.fixture(scope="session")
        def wide(): lib.fail()
        @pytest.fixture
        def narrow(wide): pass
        @pytest.fixture(scope="module")
        def ends_badly():
            yield
            lib.fail()
        @pytest.fixture(scope="session")
        def unknown(no_such_fixture): pass
        @pytest.fixture(scope="session", params=[1])
        def parametrised(request): lib.fail()
        @pytest.fixture(scope="module")
        async def asynchronous(): pass
    """,
    "test_failing.py": """
        import lib, lazy, pytest, unittest

        def test_assert(): assert [1, 2] == [1, 3]
        def test_deep(): lib.fail()
        def test_context():
            with lib.context(): pass
        def test_generator(): list(lib.numbers())
        def test_lazy_import(): lazy.load()
        def test_cached(): lib.cached()
        def test_property(): lib.lazy.value
        def test_answer(): assert lib.lazy.number == 2
        def test_answer_that_fails(): lib.lazy.fails
        def test_wide(wide): pass
        def test_narrow(narrow): pass
        def test_unknown(unknown): pass
        def test_parametrised(parametrised): pass
        def test_asynchronous(asynchronous): pass
        def test_asked(request): request.getfixturevalue("wide")
        def test_ends_badly(ends_badly): pass
        def test_skipped(): pytest.skip("why")
        class TestUnit(unittest.TestCase):
            @classmethod
            def setUpClass(cls): lib.fail()
            def test_unit(self): pass
        class TestPlain:
            def setup_class(cls): lib.fail()
            def test_plain(self): pass
    """,
}
IMPORTS = {
    "pytest.ini": "[pytest]\n",
    "lib.py": "def fail(): raise ValueError('deep')\n",
    "broken.py": "import lib\n\nlib.fail()\n",
    "test_broken.py": "import broken\n",
    "test_missing.py": "from lib import nothing\n",
    "test_syntax.py": "def test(:\n",
    "test_fine.py": "def test_fine(): pass\n",
}


def report(output: str) -> str:
    """Return what pytest printed, without durations, addresses and our own line."""
    lines = [line for line in output.splitlines() if not line.startswith("impacted:")]
    return re.sub(r"in \d+\.\d+s|0x[0-9a-f]{6,}|=+", "", "\n".join(lines))


@pytest.mark.parametrize("style", ["auto", "short", "line"])
@pytest.mark.parametrize("files", [FAILURES, IMPORTS], ids=["tests", "imports"])
def test_report_is_that_of_a_plain_run(project: Project, files: dict[str, str], style: str) -> None:
    project.write(files)
    options = (f"--tb={style}", "-ra", "-p", "no:cacheprovider")
    plain = project.pytest(*options)
    recorded = project.impacted(*options)
    assert "ValueError: deep" in plain.output
    assert report(recorded.output) == report(plain.output)
    assert recorded.code == plain.code


def test_sources_are_those_of_the_files(project: Project) -> None:
    project.write(
        {
            "lib.py": """
                import functools

                def plain(a, *, b=1):
                    '''Doc.'''
                    return [each for each in (a, b)]

                @functools.cache
                def decorated():
                    return 1

                def generator():
                    yield plain(1)
            """,
            "test_lib.py": """
                import dis, inspect, linecache, pickle, lib

                def test_sources():
                    text = open(lib.__file__).read()
                    for function in (lib.plain, lib.decorated.__wrapped__, lib.generator):
                        assert inspect.getsource(function) in text
                        code = function.__code__
                        assert {line for _, line in dis.findlinestarts(code) if line} <= set(
                            range(code.co_firstlineno, code.co_firstlineno + 5))
                    assert str(inspect.signature(lib.plain)) == "(a, *, b=1)"
                    assert pickle.loads(pickle.dumps(lib.plain)) is lib.plain
                    assert inspect.getsource(test_sources).startswith("def test_sources")
            """,
        }
    )
    run = project.impacted()
    assert run.code == 0, run.output


MEASURED = {
    "pytest.ini": "[pytest]\n",
    ".coveragerc": "[run]\nbranch = True\nsource = .\nomit = test_*\n",
    "lib.py": """
        import functools, threading

        LEVEL = [each for each in range(2)]

        def branches(value):
            if value:
                return "yes"
            else:
                return "no"

        def loops(values):
            for each in values:
                while each:
                    each -= 1
                    if each == 5:
                        break
                else:
                    continue
            try:
                raise ValueError
            except ValueError:
                pass
            finally:
                values = None
            with threading.Lock() as held:
                return held

        def generator():
            for each in range(3):
                yield each
            yield from branches(0)

        async def waits():
            async def inner():
                return 1
            return await inner()

        class Never:
            def never(self):
                return lambda: 1

            @functools.cached_property
            def once(self):
                match LEVEL:
                    case [0, *rest]: return rest
                    case _: return None
    """,
    "test_lib.py": """
        import asyncio, lib, threading

        def test_branches(): lib.branches(1)
        def test_loops(): lib.loops([3, 0])
        def test_generator(): list(lib.generator())
        def test_waits(): asyncio.run(lib.waits())
        def test_once(): lib.Never().once
        def test_thread():
            thread = threading.Thread(target=lib.branches, args=[0])
            thread.start(); thread.join()
    """,
}
CORES = ["ctrace", *(["sysmon"] if sys.version_info >= (3, 12) else [])]


@pytest.mark.parametrize("core", CORES)
@pytest.mark.parametrize("spread", [(), ("-n2",)], ids=["alone", "workers"])
def test_coverage_is_that_of_a_plain_run(project: Project, spread: tuple[str, ...], core: str) -> None:
    project.write(MEASURED)
    project.plugins.append("pytest_cov.plugin")
    project.environment["COVERAGE_CORE"] = core
    options = ("--cov", "--cov-report=xml", *spread)
    plain = project.pytest(*options)
    expected = measured(project)
    recorded = project.impacted(*options)
    assert len(plain.ran) == len(recorded.ran) == 6, recorded.output
    assert measured(project) == expected
    assert any("hits=0" in line for line in expected)
    project.replace("lib.py", '"no"', '"not"')
    assert project.impacted(*options).ran == {"test_branches", "test_generator", "test_thread"}


def measured(project: Project) -> list[str]:
    """Return the lines of the coverage report, and remove it."""
    path = project.root / "coverage.xml"
    lines = [
        " ".join(f"{name}={value}" for name, value in sorted(each.attrib.items()))
        for each in ElementTree.parse(path).iter()
        if each.tag in ("class", "line")
    ]
    path.unlink()
    return lines


@pytest.mark.parametrize(
    "asked",
    [
        "any(each is conftest.early for each in gc.get_objects())",
        "conftest.held in gc.get_referrers(conftest.early)",
        "gc.collect() and reference() is None",
    ],
)
def test_who_asks_the_collector_is_told_of_all_that_was_there_before(project: Project, asked: str) -> None:
    project.write(
        {
            "pytest.ini": "[pytest]\n",
            "conftest.py": """
                import gc
                import pytest_openedx.roles

                pytest_openedx.roles._MANY = 0

                class Early:
                    def __init__(self): self.itself = self

                early, kept = Early(), {"cycle": Early()}
                held = [early]
            """,
            "test_all.py": f"""
                import gc, weakref
                import conftest
                from impact.collector import is_set_apart

                def test_others(): assert is_set_apart()

                def test_asks():
                    reference = weakref.ref(conftest.kept.pop("cycle"))
                    assert {asked}

                def test_nothing_is_set_apart_any_more(): assert not is_set_apart()
            """,
        }
    )
    # In a process that was not forked: what that was forked from set apart would stay so.
    run = subprocess.run(
        project.command("--impacted-record"),
        cwd=project.root,
        env=project.variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "3 passed" in run.stdout, run.stdout + run.stderr


def test_garbage_of_collection_is_there_no_longer_than_in_a_plain_run(project: Project) -> None:
    project.write(
        {
            "pytest.ini": "[pytest]\n",
            "conftest.py": "import pytest_openedx.roles; pytest_openedx.roles._MANY = 0",
            "signals.py": """
                import weakref

                RECEIVERS = weakref.WeakSet()

                class Receiver:
                    def __init__(self):
                        self.method = self.receive
                        RECEIVERS.add(self)

                    def receive(self): pass
            """,
            "test_all.py": """
                import pytest
                import signals

                def available(): return signals.Receiver() is not None

                @pytest.mark.skipif(not available(), reason="nothing receives")
                def test_count():
                    kept = signals.Receiver()
                    assert list(signals.RECEIVERS) == [kept]
            """,
        }
    )
    run = subprocess.run(
        project.command("--impacted-record"), cwd=project.root, env=project.variables(), capture_output=True, text=True
    )
    assert "1 passed" in run.stdout, run.stdout + run.stderr
