"""Runs of pytest that are still going on: started, waited for at a certain point, and ended by force."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.forked.client import TIMEOUT
from tests.plugin.project import Project


def add_pause(project: Project) -> None:
    """Give the project a module of which `wait()` says that the run has come so far, and holds it until `let_go`."""
    project.write(
        {
            "pause.py": f"""
        import os, time
        from pathlib import Path

        flags = Path({str(flags_of(project))!r})

        def wait():
            flags.joinpath(f"waiting-{{os.getpid()}}").touch()
            end = time.monotonic() + {TIMEOUT}
            while not flags.joinpath("go").exists() and time.monotonic() < end:
                time.sleep(0.01)
    """
        }
    )
    flags_of(project).mkdir()


def flags_of(project: Project) -> Path:
    """Return a folder neither in the project nor beside it: what tests look for there is of no concern to the map."""
    home = project.root.parent
    return home.with_name(f"{home.name}-flags")


def start(project: Project, *arguments: str) -> subprocess.Popen[str]:
    """Start a run in a process group of its own, which Ctrl-C ends also where our own run was told to ignore it."""
    return subprocess.Popen(
        project.command(*arguments),
        cwd=project.root,
        env=project.variables(),
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # no thread of ours runs here
    )


def wait_until_waiting(project: Project, process: subprocess.Popen[str], count: int = 1) -> None:
    """Return as soon as so many processes of the run wait."""
    end = time.monotonic() + TIMEOUT
    while len(list(flags_of(project).glob("waiting-*"))) < count:
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < end
        time.sleep(0.01)


def let_go(project: Project) -> None:
    """Let the runs that wait go on."""
    (flags_of(project) / "go").touch()


def end_all(process: subprocess.Popen[str], by: signal.Signals = signal.SIGKILL) -> str:
    """Send a signal to the run and its workers, as a terminal would; return what was printed."""
    os.killpg(process.pid, by)
    return process.communicate(timeout=TIMEOUT)[0]
