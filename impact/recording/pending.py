"""A child of which no report has been read yet: which process it is, and whether it lives."""

from __future__ import annotations

import os
from dataclasses import dataclass

# Tests replace functions of `os` by fakes, which are not meant for us.
from os import kill

from impact.recording.spool import Spool

_waitid = getattr(os, "waitid", None)


@dataclass(slots=True)
class Child:
    """A process of which no report has been read yet.

    - `starter`: the node for which it was started.
    - `pid`: None until it is known.
    - `announces`: whether no project code can run in it before it announces itself.
    """

    key: str
    name: str
    starter: str
    pid: int | None
    announces: bool


def pid_of(child: Child, spool: Spool) -> int | None:
    """Return the process id of a child, if it can be known by now."""
    if child.pid is None:
        child.pid = spool.announced(child.key) or spool.introduced(child.key)
    return child.pid


def lives(pid: int) -> bool:
    """Whether a process has not ended; one that nobody has waited for yet has."""
    if _waitid is not None:
        try:
            return _waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
        except ChildProcessError:
            pass  # waited for already, or the child of another process
    try:
        kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
