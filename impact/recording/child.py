"""The beginning of a recorded child that is a Python of its own: called by our `sitecustomize`."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from impact.model import Kind
from impact.recording.adapting import Adapters
from impact.recording.children import Children
from impact.recording.choosing import choose_recorder
from impact.recording.delta import SHARED
from impact.recording.handover import Handover
from impact.recording.loading import ModuleBodies
from impact.recording.scribe import Scribe
from impact.recording.spool import Report, Spool
from impact.recording.starts import Starts
from impact.recording.territory import Territory
from impact.recording.watching import Watch
from impact.tree import read
from impact.tree_state import CHANGED


def begin(handover: Handover) -> None:
    """Record this process to its end, and report to the one that started it.

    :raises ImpactError: where no recorder can run.
    """
    territory = Territory(Path(handover["root"]))
    scribe = Scribe(choose_recorder(), territory)
    children = _Grandchildren(scribe, Spool(handover["spool"]), territory, handover["serves"])
    ModuleBodies(Adapters(scribe)).open()
    Watch(scribe.reads, {**Starts(children).handlers, **scribe.connections.handlers})
    scribe.imports.overlook()
    children.become(handover["key"])


class _Grandchildren(Children):
    """The children of a child. Their tree is that of the process at the top, which knows it."""

    def __init__(self, scribe: Scribe, spool: Spool, territory: Territory, serves: bool) -> None:
        super().__init__(scribe, spool, territory.root, lambda: "", serves)
        self._territory, self._began = territory, time.time_ns()

    def report(self) -> Report:
        """Return what this process did, its main script included: the interpreter runs it behind everyone's back."""
        main = getattr(sys.modules.get("__main__"), "__file__", None)
        place = self._territory.place(main) if isinstance(main, str) else None
        if place is not None and isinstance(main, str):
            content = read(self._territory.path(place))[1].content
            changed = os.path.exists(main) and os.stat(main).st_ctime_ns > self._began
            self._scribe.touch(Kind.FILE, place, CHANGED if changed else content, SHARED)
        return super().report()
