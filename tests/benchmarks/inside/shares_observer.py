"""In a measured run: where its CPU time goes. It is told by samples of the stack, and by a stopwatch around the
collector of garbage."""

from __future__ import annotations

import gc
import json
import os
import signal
import time
from collections import Counter
from types import FrameType

OURS = ("impact.", "pytest_openedx.")
HELPERS = frozenset("contextlib json.decoder enum posixpath genericpath threading re importlib.metadata".split())
"""Modules that work for whoever calls them."""
ENTERED = 8
"""A frame that has not come further, in bytes of its code, has run nothing yet: Python handles a signal as it enters a
function, and what took the time was done before."""
INTERVAL = 0.002
"""Seconds of CPU time between two samples."""


class Observer:
    """Counts samples by our module that runs, or that has a helper run for it."""

    def __init__(self) -> None:
        self.samples: Counter[str] = Counter()
        self.collecting = 0.0
        self._began = 0.0

    def sample(self, number: int, frame: FrameType | None) -> None:
        while frame is not None and (frame.f_globals.get("__name__") in HELPERS or frame.f_lasti < ENTERED):
            frame = frame.f_back
        name = str(frame.f_globals.get("__name__", "")) if frame is not None else ""
        self.samples[name if name.startswith(OURS) else ""] += 1

    def collected(self, phase: str, _: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.process_time()
        else:
            self.collecting += time.process_time() - self._began

    def write(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, 0)
        gc.callbacks.remove(self.collected)
        told = {"samples": self.samples, "collecting": self.collecting, "seconds": time.process_time()}
        with open(os.environ["SHARES"], "w", encoding="utf-8") as file:
            json.dump(told, file)


def pytest_load_initial_conftests(early_config: object) -> None:
    observer = Observer()
    signal.signal(signal.SIGPROF, observer.sample)
    signal.setitimer(signal.ITIMER_PROF, INTERVAL, INTERVAL)
    gc.callbacks.append(observer.collected)
    early_config.add_cleanup(observer.write)  # type: ignore[attr-defined]
