"""Child processes: what a test runs in one is recorded into the test; what can't be makes it depend on the tree."""

from __future__ import annotations

import os
import sys

import pytest

from tests.plugin.project import Project, Run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="children are recorded on POSIX systems alone")

LIBRARY = """
    def used(number):
        return number + 1

    def unused(number):
        return number + 2
"""
WAYS = """
    import multiprocessing
    import os
    import subprocess
    import sys
    from concurrent.futures import ProcessPoolExecutor

    import lib
    import pytest

    def run(*arguments, **more):
        return subprocess.run([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, **more).stdout

    def test_script():
        assert run("script.py") == "2\\n"

    def test_module():
        assert run("-m", "package.tool") == "2\\n"

    def test_command():
        assert run("-c", "import lib; print(lib.used(1))") == "2\\n"

    def test_clean_environment():
        assert run("script.py", env={}) == "2\\n"

    def test_program_of_shebang():
        assert subprocess.check_output(["./program"], text=True) == "2\\n"

    def test_grandchild():
        assert run("-c", "import subprocess, sys; subprocess.run([sys.executable, 'script.py'])") == "2\\n"

    def test_open_files():
        assert run("script.py", close_fds=False) == "2\\n"

    def put(results):
        results.put(lib.used(1))

    @pytest.mark.parametrize("kind", ["fork", "spawn"])
    def test_process(kind):
        context = multiprocessing.get_context(kind)
        results = context.Queue()
        process = context.Process(target=put, args=[results])
        process.start()
        assert results.get() == 2
        process.join()

    @pytest.mark.parametrize("kind", ["fork", "spawn", "forkserver"])
    def test_pool(kind):
        with multiprocessing.get_context(kind).Pool(2) as pool:
            assert pool.map(lib.used, [1]) == [2]

    def test_executor():
        with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("forkserver")) as pool:
            assert pool.submit(lib.used, 1).result() == 2

    def test_fork():
        child = os.fork()
        if not child:
            os._exit(lib.used(1))
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 2

    def test_parent():
        assert lib.unused(1) == 3
"""
RECORDED = {
    "test_script", "test_module", "test_command", "test_clean_environment", "test_program_of_shebang",
    "test_grandchild", "test_open_files", "test_fork", "test_executor", "test_process[fork]", "test_process[spawn]",
    "test_pool[fork]", "test_pool[spawn]", "test_pool[forkserver]",
}  # fmt: skip
OPAQUE_WAYS = """
    import os
    import signal
    import subprocess
    import sys

    import lib

    def test_other_program():
        subprocess.run(["true"], check=True)

    def test_shell():
        assert os.system(f"{sys.executable} script.py > /dev/null") == 0

    def test_isolated():
        subprocess.run([sys.executable, "-I", "-c", "pass"], check=True)

    def test_killed():
        command = "import lib, os; lib.used(1); os.kill(os.getpid(), 9)"
        assert subprocess.run([sys.executable, "-c", command]).returncode == -signal.SIGKILL

    def test_replaced():
        child = os.fork()
        if not child:
            os.execv("/bin/sh", ["sh", "-c", "exit 3"])
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3

    def test_no_child():
        assert lib.unused(1) == 3
"""
OPAQUE = {"test_other_program", "test_shell", "test_isolated", "test_killed", "test_replaced"}


def prepare(project: Project, tests: str) -> None:
    """Write a library, three ways to run it from outside, and tests."""
    project.write(
        {
            "lib.py": LIBRARY,
            "script.py": "import lib\nprint(lib.used(1))\n",
            "program": f"#!{sys.executable}\nimport runpy\nrunpy.run_path('script.py', run_name='__main__')\n",
            "package/__init__.py": "",
            "package/tool.py": "import lib\nprint(lib.used(1))\n",
            "test_ways.py": tests,
            "notes.txt": "nobody reads this",
        }
    )
    (project.root / "program").chmod(0o755)


def why(run: Run, test: str) -> str:
    """Return what a run said about a test."""
    return next(line for line in run.output.splitlines() if line.startswith(f"test_ways.py::{test}:"))


@pytest.mark.parametrize("spread", [(), ("-n", "2")], ids=["alone", "workers"])
def test_what_runs_in_a_child_is_recorded_into_the_test(project: Project, spread: tuple[str, ...]) -> None:
    prepare(project, WAYS)
    plain = project.pytest(*spread)
    assert project.impacted(*spread).outcomes == plain.outcomes
    assert project.impacted(*spread).ran == set()
    project.replace("lib.py", "number + 2", "2 + number")
    run = project.impacted(*spread, "--impacted-explain")
    assert run.ran == {"test_parent"}, run.output
    project.replace("lib.py", "number + 1", "1 + number")
    run = project.impacted(*spread, "--impacted-explain")
    assert run.ran == RECORDED, run.output


def test_what_can_not_be_recorded_depends_on_the_tree(project: Project) -> None:
    prepare(project, OPAQUE_WAYS)
    plain = project.pytest()
    first = project.impacted()
    assert first.outcomes == plain.outcomes
    assert "impacted: 5 tests rest on the whole tree, for what could not be recorded." in first.output
    second = project.impacted()
    assert (second.ran, "whole tree" in second.output) == (set(), False)
    project.write({"notes.txt": "changed"})
    run = project.impacted("--impacted-explain")
    assert run.ran == OPAQUE
    assert why(run, "test_other_program").endswith("true was started and could not be recorded, and the tree changed")
    assert "a shell was started" in why(run, "test_shell")
    assert project.impacted().ran == set()
    project.write({"added.txt": "new"})
    assert project.impacted().ran == OPAQUE
    project.write({"added.txt": None, "notes.txt": "nobody reads this"})
    assert project.impacted().ran == set()


@pytest.mark.skipif(not os.path.exists("/bin/uname"), reason="the test starts uname")
@pytest.mark.parametrize("door", ["close_fds=True", "close_fds=False"], ids=["fork_exec", "posix_spawn"])
def test_what_tells_of_the_machine_alone_leaves_no_dependency(project: Project, door: str) -> None:
    project.write(
        {
            "test_machine.py": f"""
                import subprocess

                def test_machine():
                    assert subprocess.run(["/bin/uname", "-s"], {door}, stdout=subprocess.PIPE).stdout
            """
        }
    )
    assert "whole tree" not in project.impacted().output
    project.write({"unrelated.txt": "new"})
    assert project.impacted().ran == set()


def test_a_pool_that_lives_through_tests_serves_them_all(project: Project) -> None:
    prepare(
        project,
        """
        import multiprocessing
        import lib
        import pytest

        @pytest.fixture(scope="module")
        def pool():
            with multiprocessing.get_context("fork").Pool(1) as pool:
                yield pool

        def test_first(pool):
            assert pool.apply(lib.used, [1]) == 2

        def test_second(pool):
            assert pool.apply(lib.used, [1]) == 2

        def test_after():
            assert lib.unused(1) == 3
    """,
    )
    project.impacted()
    assert project.impacted().ran == set()
    project.replace("lib.py", "number + 1", "1 + number")
    assert {"test_first", "test_second"} <= project.impacted().ran
    project.replace("lib.py", "number + 2", "2 + number")
    assert project.impacted().ran == {"test_after"}


def test_a_pool_that_outlives_the_tests_makes_them_depend_on_the_tree(project: Project) -> None:
    prepare(
        project,
        """
        import multiprocessing
        import lib

        pool = multiprocessing.get_context("fork").Pool(1)

        def test_first():
            assert pool.apply(lib.used, [1]) == 2

        def test_second():
            assert pool.apply(lib.used, [1]) == 2
    """,
    )
    project.impacted()
    assert project.impacted().ran == set()
    project.write({"notes.txt": "changed"})
    run = project.impacted("--impacted-explain")
    assert run.ran == {"test_first", "test_second"}
    assert "outlived the tests, and the tree changed" in why(run, "test_second")


def test_a_child_of_an_import_belongs_to_all_who_import(project: Project) -> None:
    prepare(project, "import generated\n\ndef test_first(): pass\n\ndef test_second(): pass\n")
    project.write(
        {
            "generated.py": "import subprocess, sys\nsubprocess.run([sys.executable, 'script.py'], check=True)\n",
            "test_other.py": "def test_other(): pass\n",
        }
    )
    project.impacted()
    project.replace("lib.py", "number + 1", "1 + number")
    assert project.impacted().ran == {"test_first", "test_second"}


def test_what_a_child_reads_counts_and_what_the_test_made_for_it_does_not(project: Project) -> None:
    prepare(
        project,
        """
        import os, pathlib, subprocess, sys

        def test_read():
            made = pathlib.Path("made.txt")
            made.write_text(str(os.getpid()))
            environment = {**os.environ, "MODE": str(os.getpid())}
            subprocess.run([sys.executable, "reader.py"], env=environment, check=True)
            made.unlink()
    """,
    )
    project.write(
        {
            "data.txt": "first",
            "reader.py": "import os\nopen('data.txt').read()\nopen('made.txt').read()\nos.environ['MODE']\n",
        }
    )
    project.impacted()
    assert project.impacted().ran == set()
    project.write({"data.txt": "second"})
    assert project.impacted().ran == {"test_read"}


def test_a_child_finds_its_environment_as_without_us(project: Project) -> None:
    prepare(
        project,
        """
        import os, subprocess, sys

        LOOK = "import os, sys; print(sorted(os.environ), sys.path, sys.argv, 'site' in os.environ)"

        def test_environment():
            for given in ({}, {"PYTHONPATH": "somewhere"}, dict(os.environ)):
                print("seen:", subprocess.check_output([sys.executable, "-c", LOOK], env=given, text=True))
            assert not any("startup" in folder for folder in sys.path)

        def test_own_customization():
            out = subprocess.check_output([sys.executable, "-c", "pass"], env={"PYTHONPATH": "site"}, text=True)
            assert out == "customized\\n"
    """,
    )
    project.write({"site/sitecustomize.py": "print('customized')\n"})
    plain, run = project.pytest("-s"), project.impacted("-s")
    assert run.outcomes == plain.outcomes

    def seen(each: Run) -> list[str]:
        return [line for line in each.output.splitlines() if "seen:" in line]

    assert len(seen(run)) == 3
    assert seen(run) == seen(plain)
    project.write({"site/sitecustomize.py": "print('customized' + '')\n"})
    assert project.impacted().ran == {"test_own_customization"}


def test_a_file_that_changes_during_the_run_leaves_no_record(project: Project) -> None:
    prepare(
        project,
        """
        import pathlib, subprocess, sys

        def test_program():
            subprocess.run(["true"], check=True)

        def test_writer():
            notes = pathlib.Path("notes.txt")
            notes.write_text(notes.read_text() + "more")
    """,
    )
    run = project.impacted()
    assert "not kept" in run.output
    assert "test_program" in project.impacted().ran
