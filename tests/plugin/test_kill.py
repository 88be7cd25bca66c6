"""A run that is interrupted or killed: what was written stays, and no failure is missed afterwards."""

from __future__ import annotations

import random
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.plugin.project import Project
from tests.plugin.under_way import add_pause, end_all, let_go, start, wait_until_waiting

MODULES = range(5)
FUNCTIONS = range(6)
WORKERS = ("--tx=2*popen", "--dist=load")
"""Two workers in any case; of `-n 2` so short a run would make one process."""


def sources() -> dict[str, str]:
    """Return thirty tests over five modules, with fixtures of every scope, that nap between 20 and 50 ms each."""
    files = {
        "pytest.ini": "[pytest]\n",
        "conftest.py": """
        import os, time
        import pytest
        import lib0, lib1, lib2, lib3, lib4
        import pytest_openedx.keeping, pytest_openedx.roles

        # So that kills land amid writing.
        pytest_openedx.roles._PAUSE = pytest_openedx.keeping._PAUSE = pytest_openedx.keeping._LONGEST = 0.1

        @pytest.fixture(scope="session")
        def base():
            yield lib0.f0()
            assert [lib.f3() for lib in (lib0, lib1, lib2, lib3, lib4)] == [3] * 5

        @pytest.fixture(scope="module")
        def part(base, request):
            yield base + request.module.lib.f2()
            assert request.module.lib.f4() == 4

        @pytest.fixture(autouse=True)
        def nap(request):
            time.sleep(float(os.environ.get("NAP", len(request.node.name) % 4 / 100 + 0.02)))
    """,
    }
    for module in MODULES:
        files[f"lib{module}.py"] = "".join(f"def f{each}():\n    return {each}\n\n" for each in FUNCTIONS)
        # The last ones use the wide fixtures: pytest blames their teardown on the test that happens to run last.
        # What the first ones are told of is written while the run goes on.
        files[f"test_{module}.py"] = f"import lib{module} as lib\n\n" + "".join(
            f"def test_{module}_{each}({'part' if each > 2 else ''}):\n"
            f"    assert lib.f{each}() == {f'part + {each - 2}' if each > 2 else each}\n\n"
            for each in FUNCTIONS
        )
    return files


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, float]:
    """The thirty tests, recorded, and how many seconds that took."""
    made = Project(tmp_path_factory.mktemp("killed") / "project")
    made.write(sources())
    began = time.monotonic()
    assert made.impacted().code == 0
    duration = time.monotonic() - began
    assert made.impacted().ran == set()
    return made.root, duration


def break_one(project: Project, chance: random.Random, module: int) -> None:
    """Let one of the functions of a module return something else than it does now, right or wrong."""
    path = project.root / f"lib{module}.py"
    each = chance.choice(FUNCTIONS)
    before, _, after = path.read_text().partition(f"def f{each}():\n    return ")
    value, _, rest = after.partition("\n")
    path.write_text(f"{before}def f{each}():\n    return {each + 7 if value == str(each) else each}\n{rest}")


@pytest.mark.parametrize("seed", range(10))
def test_killed_at_any_moment_no_failure_is_missed_afterwards(
    template: tuple[Path, float], tmp_path: Path, seed: int
) -> None:
    root, full = template
    project = Project(Path(shutil.copytree(root, tmp_path / "project")))
    chance = random.Random(seed)
    spread = WORKERS if seed % 2 else ()
    modules = chance.sample(MODULES, 2)
    for module in modules * 2:
        break_one(project, chance, module)
    process = start(project, "--impacted", *spread)
    time.sleep(chance.uniform(0.3, 1.2 if spread else 0.9) * full)
    if seed % 3:
        end_all(process)
    else:
        process.kill()  # the workers must find out by themselves
        process.communicate()
    break_one(project, chance, modules[0])
    impacted = project.impacted()
    project.environment["NAP"] = "0"
    plain = project.pytest()
    assert (impacted.failed, impacted.code) == (plain.failed, plain.code)
    assert "impacted: The" not in impacted.output  # nothing is wrong with the map


SLOW = {
    "lib.py": "def one():\n    return 1\n",
    "test_a.py": "import lib\n\ndef test_done():\n    assert lib.one() == 1\n",
    "test_b.py": "import pause\n\ndef test_slow():\n    pause.wait()\n\ndef test_after():\n    pass\n",
}


@pytest.mark.parametrize("spread", [(), WORKERS], ids=["alone", "workers"])
def test_interrupted_run_keeps_what_was_done(project: Project, spread: tuple[str, ...]) -> None:
    project.write(SLOW)
    add_pause(project)
    process = start(project, "--impacted", *spread)
    wait_until_waiting(project, process)
    time.sleep(1 if spread else 0)  # the other worker needs to come to its end
    output = end_all(process, signal.SIGINT)
    assert process.returncode == 2
    assert "KeyboardInterrupt" in output
    assert "INTERNALERROR" not in output
    let_go(project)
    after = project.impacted().ran
    # What another worker did meanwhile is written or not, as it comes.
    assert "test_slow" in after if spread else after == {"test_slow", "test_after"}
    assert project.impacted().ran == set()


def test_test_that_kills_its_worker_has_failed(project: Project) -> None:
    project.write({**SLOW, "pause.py": "def wait():\n    pass\n"})
    project.impacted()
    project.replace("pause.py", "pass", "import os; os.kill(os.getpid(), 9)")
    assert project.impacted(*WORKERS).failed == {"test_slow"}
    assert project.impacted(*WORKERS).failed == {"test_slow"}
    project.replace("pause.py", "import os; os.kill(os.getpid(), 9)", "return")
    assert project.impacted().code == 0
    assert project.impacted().ran == set()


DIES = """
    import os, time
    from pathlib import Path
    import pytest

    # What lies in the folder for temporary files, and not beside the project, is no dependency.
    HOW = Path({!r})

    def breaks(when):
        assert not HOW.exists() or HOW.read_text() != when

    @pytest.fixture
    def broken(): breaks("setup")

    def test_long(): time.sleep(0.7)
    def test_setup(broken): pass
    def test_call(): breaks("call")
    def test_after(): pass
    def test_dies():
        if HOW.exists(): os._exit(3)
"""


@pytest.mark.parametrize("when", ["setup", "call"])
@pytest.mark.parametrize("spread", [(), ("--tx=popen", "--dist=load")], ids=["alone", "worker"])
def test_a_failure_before_a_crash_is_not_forgotten(
    project: Project, tmp_path_factory: pytest.TempPathFactory, spread: tuple[str, ...], when: str
) -> None:
    how = tmp_path_factory.mktemp("elsewhere") / "how"
    project.write({"pytest.ini": "[pytest]\n", "test_all.py": DIES.format(str(how))})
    assert project.impacted(*spread).code == 0
    assert project.impacted(*spread).ran == set()
    how.write_text(when)
    project.impacted("--impacted-record", *spread)
    how.unlink()
    assert f"test_{when}" in project.impacted(*spread).ran


@pytest.mark.parametrize("workers", [(), WORKERS], ids=["alone", "workers"])
def test_what_was_seen_is_written_where_another_plugin_breaks_the_end_of_the_session(
    project: Project, workers: tuple[str, ...]
) -> None:
    project.write(
        {
            "pytest.ini": "[pytest]\n",
            "conftest.py": """
                import pathlib

                OUTSIDE = pathlib.Path(__file__).parents[1]  # nobody sees what changes there

                def pytest_sessionfinish():
                    if OUTSIDE.joinpath("breaks").exists(): raise RuntimeError("the end is broken")
            """,
            "test_all.py": """
                import conftest

                def test_a(): pass
                def test_b(): assert not conftest.OUTSIDE.joinpath("fails").exists()
            """,
        }
    )
    assert project.impacted(*workers).failed == set()
    breaks = project.root.parent / "breaks"
    breaks.touch()
    breaks.with_name("fails").touch()
    ended = project.impacted("--impacted-record", *workers)
    assert "the end is broken" in ended.output + ended.errors
    breaks.unlink()
    assert project.impacted(*workers).ran == {"test_b"}
