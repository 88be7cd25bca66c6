"""How a recorded child reports."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from impact.recording.reporting import ASK, Reporter
from impact.recording.spool import Report, Spool

EMPTY = Report(places=[], modules={}, entered={}, touched={}, edges=[], foreign=[], made={}, heirs=[])


@pytest.mark.skipif(ASK < 0, reason="there is no signal to ask by")
def test_who_is_asked_before_it_can_listen_reports_before_it_begins(tmp_path: Path) -> None:
    spool = Spool(str(tmp_path))
    spool.ask("child", signal.SIGTERM)
    pid = os.fork()
    if not pid:
        try:
            Reporter(spool, "child", lambda: EMPTY).begin()
        finally:
            os._exit(1)
    end = time.monotonic() + 30
    while spool.handed_in("child") is None and time.monotonic() < end:
        time.sleep(0.01)
    os.kill(pid, signal.SIGTERM)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGTERM
    assert spool.handed_in("child") == [EMPTY]
    assert spool.announced("child") is None
