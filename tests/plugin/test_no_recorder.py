"""Where no recorder can run, the run goes on, says so, and takes nothing for a pass."""

from __future__ import annotations

import sys

from tests.plugin.project import Project

TAKEN = """
    import sys

    for number in range(6):
        if sys.monitoring.get_tool(number) is None:
            sys.monitoring.use_tool_id(number, "another tool")
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
