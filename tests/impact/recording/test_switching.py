"""What a switch from node to node leaves behind."""

from __future__ import annotations

import gc
import threading
import weakref
from pathlib import Path

import pytest

from impact.recording.delta import run_node
from tests.impact.recording.crediting import Ground


class _Local:
    pass


@pytest.mark.parametrize("greenlets", [False, True])
def test_no_stack_outlives_a_switch_while_another_thread_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greenlets: bool
) -> None:
    ended = threading.Event()
    thread = threading.Thread(target=ended.wait)
    thread.start()
    enabled = gc.isenabled()
    gc.disable()
    ground = Ground(tmp_path)
    if greenlets:  # under gevent, this is the number of a greenlet, and of no thread
        monkeypatch.setattr(threading, "get_ident", lambda: -1)
    try:

        def switching() -> weakref.ref[_Local]:
            local = _Local()
            ground.scribe.switch(run_node("test_a.py::test_one"))
            return weakref.ref(local)

        assert switching()() is None
    finally:
        monkeypatch.undo()
        ended.set()
        thread.join()
        if enabled:
            gc.enable()
