"""Asking the children that a signal is about to kill to report first."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable

# Tests replace functions of `os` and `time` by fakes, which are not meant for us.
from os import kill
from time import monotonic, sleep

from impact.recording.pending import Child, lives, pid_of
from impact.recording.reporting import ASK
from impact.recording.spool import Spool

_PAUSE = 0.002
_REMINDED = 0.02
_PATIENCE = 2.0
"""Seconds in which a child must hear that it is asked to report before it is killed: it may be deaf in foreign code."""
_MORE_PATIENCE = 10.0
"""Seconds that it may take to report once it has heard."""
_DEADLY = frozenset(
    number for number in (getattr(signal, name, None) for name in ("SIGTERM", "SIGKILL", "SIGHUP")) if number
)


def ask_for_reports(children: Iterable[Child], spool: Spool, number: int, concerns: Callable[[int], bool]) -> None:
    """Let those whose ids the coming signal concerns report, if it is one that kills and if they listen."""
    if number not in _DEADLY:
        return
    asked = []
    for child in children:
        pid = pid_of(child, spool)
        if pid and lives(pid) and concerns(pid) and not _has_reported(child, spool):
            # The question comes first: one that only now begins to listen finds it, and does nothing more.
            spool.ask(child.key, number)
            if spool.listens(child.key):
                kill(pid, ASK)
                asked.append((child, pid))
    began = reminded = monotonic()
    while awaited := [(child, pid) for child, pid in asked if _is_awaited(child, pid, spool, monotonic() - began)]:
        sleep(_PAUSE)
        if monotonic() - reminded > _REMINDED:
            reminded = monotonic()
            for child, pid in awaited:
                # One that was about to wait in the system when the signal came waits on, and hears the next one only.
                if not spool.heard(child.key):
                    kill(pid, ASK)


def _is_awaited(child: Child, pid: int, spool: Spool, waited: float) -> bool:
    """Whether a report can still come from a child that was asked for it so many seconds ago."""
    patience = _MORE_PATIENCE if spool.heard(child.key) else _PATIENCE
    return waited < patience and not _has_reported(child, spool) and lives(pid)


def _has_reported(child: Child, spool: Spool) -> bool:
    return spool.handed_in(child.key) is not None
