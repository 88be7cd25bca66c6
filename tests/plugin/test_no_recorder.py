"""Where no recorder can run, or it is switched off, the run goes on, says so, and takes nothing for a pass."""

from __future__ import annotations

import sys

import pytest

from tests.plugin.project import Project

TAKEN = """
    import sys

    for number in range(6):
        if sys.monitoring.get_tool(number) is None:
            sys.monitoring.use_tool_id(number, "another tool")
"""

SWITCHING_OFF = {
    "pytest.ini": "[pytest]\n",
    "lib.py": "def before(): return 1\n\ndef after(): return 2\n\ndef later(): return 3\n",
    "test_off.py": """
        import sys
        import lib

        def free():
            for number in range(6):
                if sys.monitoring.get_tool(number) == "pytest-openedx":
                    sys.monitoring.free_tool_id(number)
                    yield number

        def test_off():
            assert lib.before() == 1
            assert len(list(free())) == 1
            assert lib.after() == 2

        def test_taken():
            for number in free():
                sys.monitoring.use_tool_id(number, "another tool")

        def test_later():
            assert lib.later() == 3

        def test_back():
            for number in range(6):
                if sys.monitoring.get_tool(number) == "another tool":
                    sys.monitoring.free_tool_id(number)
    """,
}

BORROWS = """
    import sys, textwrap
    import lib

    def test_borrows():
        monitoring = sys.monitoring
        ours = next(number for number in range(6) if monitoring.get_tool(number) == "pytest-openedx")
        monitoring.free_tool_id(ours)
        monitoring.use_tool_id(ours, "another tool")
        monitoring.register_callback(ours, monitoring.events.PY_START, lambda *_: None)
        monitoring.set_local_events(ours, textwrap.dedent.__code__, monitoring.events.PY_START)
        textwrap.dedent(" a")
        monitoring.free_tool_id(ours)

    def test_next():
        textwrap.dedent(" a")
        assert lib.one() == 1
"""

if sys.version_info >= (3, 12):  # before, there are no ids that could be taken

    def test_all_ids_taken(project: Project) -> None:
        project.write({"taker.py": TAKEN, "test_one.py": "def test_one(): pass\n"})
        project.plugins = ["taker", *project.plugins]
        for _ in range(2):
            run = project.impacted()
            assert run.ran == {"test_one"}
            assert run.code == 0
            assert "Nothing is recorded" in run.output
            assert "Traceback" not in run.output + run.errors
        project.plugins.remove("taker")
        assert project.impacted().ran == {"test_one"}

    @pytest.mark.parametrize("spread", [(), ("--tx=2*popen", "--dist=loadfile")], ids=["alone", "workers"])
    def test_a_test_that_frees_the_id_rests_on_everything_and_the_others_on_what_they_use(
        project: Project, spread: tuple[str, ...]
    ) -> None:
        project.write(SWITCHING_OFF)
        run = project.impacted(*spread)
        assert run.failed == set(), run.output
        assert "2 tests rest on the whole tree, for what could not be recorded" in run.output
        assert project.impacted(*spread).ran == set()
        project.replace("lib.py", "return 2", "return 4")
        run = project.impacted(*spread)
        assert (run.ran, run.failed) == ({"test_off", "test_taken"}, {"test_off"})
        project.replace("lib.py", "return 4", "return 2")
        project.replace("lib.py", "return 3", "return 4")
        assert "test_later" in project.impacted(*spread).failed

    def test_events_that_a_test_set_under_the_id_are_not_ours(project: Project) -> None:
        project.write({"pytest.ini": "[pytest]\n", "lib.py": "def one(): return 1\n", "test_off.py": BORROWS})
        run = project.impacted()
        assert (run.ran, run.failed) == ({"test_borrows", "test_next"}, set()), run.output
