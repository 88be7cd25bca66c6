"""Environment variables as they are read: by name, or because somebody goes through all of them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

_OF_A_SESSION = frozenset(
    "_ COLUMNS DISPLAY LINES OLDPWD PWD SHLVL SSH_AGENT_PID SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION SSH_TTY STY "
    "TERM_SESSION_ID TMUX TMUX_PANE WINDOWID XDG_SESSION_ID DBUS_SESSION_BUS_ADDRESS".split()
)
_OF_A_JOB = frozenset(
    "GITHUB_ACTION GITHUB_ACTOR GITHUB_ACTOR_ID GITHUB_BASE_REF GITHUB_ENV GITHUB_EVENT_NAME GITHUB_EVENT_PATH "
    "GITHUB_HEAD_REF GITHUB_JOB GITHUB_OUTPUT GITHUB_PATH GITHUB_REF GITHUB_REF_NAME GITHUB_RUN_ATTEMPT GITHUB_RUN_ID "
    "GITHUB_RUN_NUMBER GITHUB_SHA GITHUB_STATE GITHUB_STEP_SUMMARY GITHUB_TRIGGERING_ACTOR GITHUB_WORKFLOW_SHA "
    "RUNNER_NAME RUNNER_TEMP RUNNER_TRACKING_ID RUNNER_WORKSPACE".split()
)
"""Of GitHub Actions, those that differ from job to job: a prefix would take in a project's own, as `GITHUB_TOKEN`."""


def tells_of_the_run(name: str) -> bool:
    """Whether a variable tells in which terminal, folder or job of CI a process runs: it is another each time."""
    return name in _OF_A_SESSION or name in _OF_A_JOB


class Walks:
    """Knows the names that came out of walks through `os.environ`, until it is closed.

    Who copies the environment, or looks for names with a prefix, asks for each variable by the name that it was given.
    """

    def __init__(self) -> None:
        self._real = os._Environ.__iter__
        self._given: dict[int, str] = {}
        os._Environ.__iter__ = self._watched()  # type: ignore[method-assign]

    def close(self) -> None:
        """Put the real walk back."""
        os._Environ.__iter__ = self._real  # type: ignore[method-assign]

    def gave(self, name: str) -> bool:
        """Whether this very object came out of the last walk."""
        return self._given.get(id(name)) is name

    def _watched(self) -> Any:
        real = self._real

        def walk(environment: Any) -> Iterator[Any]:
            names = list(real(environment))
            if environment is os.environ:
                self._given = {id(name): name for name in names}
            return iter(names)

        return walk
