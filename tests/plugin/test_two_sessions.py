"""Two sessions at once on one map: nothing that was written is lost, nothing is wrongly deselected."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from tests.plugin.project import Project
from tests.plugin.test_main_job import EVERYTHING, FILES
from tests.plugin.under_way import add_pause, let_go, start, wait_until_waiting

WAITING = {
    **FILES,
    "test_wait.py": """
    import lib, pause

    def test_wait():
        assert lib.multiply(1, 2) == 2
        pause.wait()
""",
}


def is_sound(project: Project) -> bool:
    with closing(sqlite3.connect(project.root / ".impact" / "map.db")) as connection:
        return bool(connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def test_both_begin_the_map_and_write_at_once(project: Project) -> None:
    project.write({**WAITING, "test_other.py": "import pause\n\ndef test_other():\n    pause.wait()\n"})
    add_pause(project)
    runs = [start(project, "--impacted", name) for name in ("test_wait.py", "test_other.py", "test_other.py")]
    for process in runs:
        wait_until_waiting(project, process, len(runs))
    let_go(project)
    outputs = [process.communicate()[0] for process in runs]
    assert [process.returncode for process in runs] == [0, 0, 0], outputs
    assert all(output.endswith("impacted: 1 test run, recorded\n") for output in outputs)
    assert project.impacted().ran == EVERYTHING
    assert is_sound(project)


def test_pass_of_an_older_state_does_not_hide_the_failure_of_a_newer(project: Project) -> None:
    project.write(WAITING)
    add_pause(project)
    slow = start(project, "--impacted")
    wait_until_waiting(project, slow)
    project.replace("lib.py", "a * b", "a - b")
    assert project.impacted("test_multiply.py").failed == {"test_multiply"}
    let_go(project)
    slow.communicate()
    assert slow.returncode == 0
    run = project.impacted()
    assert run.failed == {"test_multiply", "test_wait"}
    assert "test_add" not in run.ran or run.code == 1
    assert is_sound(project)


def test_each_state_keeps_its_own_outcome(project: Project) -> None:
    project.write(WAITING)
    add_pause(project)
    slow = start(project, "--impacted")
    wait_until_waiting(project, slow)
    project.replace("lib.py", "a * b", "a - b")
    assert project.impacted("test_multiply.py").failed == {"test_multiply"}
    project.replace("lib.py", "a - b", "a * b")
    let_go(project)
    slow.communicate()
    assert project.impacted().code == 0
    assert project.impacted().ran == set()
    project.replace("lib.py", "a * b", "a - b")
    assert project.impacted().failed == {"test_multiply", "test_wait"}
