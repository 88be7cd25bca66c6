"""A recorded child reports what it did, however it ends, short of a signal that can't be caught."""

from __future__ import annotations

import atexit
import os
import signal
import threading
from collections.abc import Callable

# Tests replace functions of `os` by fakes, which are not meant for us.
from os import getpid
from time import monotonic, sleep
from typing import Any

from impact.recording.delta import Delta
from impact.recording.places import Place
from impact.recording.spool import Heir, Report, Spool

ASK: int = getattr(signal, "SIGRTMAX", 0) - 5
"""The signal by which a process is asked to report before it is killed; negative where there is none to spare."""
_STAY = 5.0
"""Seconds for which one that was asked does nothing more, for whatever it did would not be reported."""


class Reporter:
    """Hands in, at the end of this process, what it has done since it began."""

    def __init__(self, spool: Spool, key: str, tell: Callable[[], Report]) -> None:
        self._spool, self._key, self._tell = spool, key, tell
        self._told: list[Report] = []
        self._pid = getpid()
        self._busy = self._asked = False

    def begin(self) -> None:
        """See to it that this process reports, and announce it: from now on, who does not report was not recorded."""
        atexit.register(self.finish)
        _before_exit(self.finish)
        if _listen(self._on_asked):
            self._spool.listen(self._key)
            if self._spool.asked(self._key) is not None:
                self._on_asked(ASK, None)  # before it could be told
        self._spool.announce(self._key)

    def finish(self) -> None:
        """Hand in the report; a later one completes it. A fault leaves the process unrecorded, and nothing else."""
        if self._busy or getpid() != self._pid:
            return  # this is called twice at an end, or it is a forked child, which has a reporter of its own
        self._busy = True
        try:
            self._told.append(self._tell())
            self._spool.hand_in(self._key, self._told)
        except Exception:  # noqa: BLE001 - the process must end as it would without us, whatever fails here
            pass
        finally:
            self._busy = False

    def _on_asked(self, number: int, frame: object) -> None:
        if self._asked:
            return  # a reminder
        self._spool.hear(self._key)
        if self._busy:
            return  # the report is being written
        self._asked = True
        self.finish()
        coming = self._spool.asked(self._key)
        if coming == signal.SIGKILL or (coming and signal.getsignal(coming) is signal.SIG_DFL):
            end = monotonic() + _STAY
            while monotonic() < end:
                sleep(_STAY)
        self._asked = False


def _before_exit(action: Callable[[], None]) -> None:
    """Act before `os._exit`, by which forked processes end."""
    real = os._exit

    def _exit(status: int) -> Any:
        action()
        real(status)

    os._exit = _exit


def _listen(handler: Callable[[int, object], None]) -> bool:
    """Act when this process is asked to report. Return whether it can be."""
    if ASK < 0 or threading.current_thread() is not threading.main_thread():
        return False
    present = signal.getsignal(ASK)
    inherited = getattr(present, "__module__", None) == __name__  # that of a recorded process which forked this one
    if present is not signal.SIG_DFL and not inherited:
        return False
    signal.signal(ASK, handler)
    return True


def make_report(news: Delta, table: list[Place], made: dict[str, str], heirs: list[Heir]) -> Report:
    """Return a delta in a form that can be understood without the table of places of this process."""
    numbers = {number for entered in news["entered"].values() for number in entered}
    numbers.update(int(node[2:]) for edge in news["edges"] for node in edge if node.startswith("p:"))
    rows = sorted(numbers)
    index = {number: row for row, number in enumerate(rows)}

    def renumbered(node: str) -> str:
        return f"p:{index[int(node[2:])]}" if node.startswith("p:") else node

    return Report(
        places=[table[number] for number in rows],
        modules=news["modules"],
        entered={node: [index[number] for number in entered] for node, entered in news["entered"].items()},
        touched=news["touched"],
        edges=[(renumbered(node), renumbered(other)) for node, other in news["edges"]],
        foreign=news["foreign"],
        made=made,
        heirs=heirs,
    )
