"""The end of the line in the process that writes: deltas go in, batches go to the map, the summary comes out."""

from __future__ import annotations

import time

from impact.collector import uncollected
from impact.errors import MapDamaged, MapError, MapTooOld
from impact.map.aside import set_aside
from impact.map.reader import MapReader
from impact.map.sources import KeptSources
from impact.model import Batch, Outcome
from impact.recording.analyses import AnalysisShelf
from impact.recording.coarse import CoarseRecords
from impact.recording.delta import Delta
from impact.recording.keeper import Keeper
from pytest_openedx.plan import Plan

_PAUSE, _LONGEST = 5.0, 60.0
"""Seconds between two batches, at least and at most: what a killed run loses."""
_AFTER_FAILURE = 0.1
"""The part of the pause after which a failure is written: a killed run must not forget it."""
_RATIO = 40
"""A pause takes so many times as long as the batch before it did, between these two: a large map takes longer."""


class MapKeeping:
    """Keeps what the processes of the run tell. A map that can't be written never changes the verdict of the run.

    `unkept` counts the tests that were not kept because their sources changed during the run. When all is written,
    `coarse` tells of those that rest on more than they use.
    """

    def __init__(self, plan: Plan) -> None:
        self.notices: list[str] = []
        self.failed: set[str] = set()
        self.coarse = ""
        self._coarse = CoarseRecords()
        self.unkept = 0
        self._plan = plan
        self._reader: MapReader | None = None
        self._last, self._pause, self._failed = time.monotonic(), _PAUSE, False
        self._keeper: Keeper | None = Keeper(
            plan.environment,
            AnalysisShelf(plan.territory.path, self._kept_analysis),
            plan.territory.path,
            known=[*plan.choice.resting, *plan.choice.impacted, *plan.choice.known_files],
            moved={
                dependency: (plan.present.sighting(dependency), plan.present.holding[dependency])
                for dependency in plan.present.moved
            },
            gone=plan.choice.gone,
            tree=plan.tree,
        )

    def absorb(self, process: str, delta: Delta) -> None:
        """Take in news, and write when it is time."""
        assert self._keeper is not None
        with uncollected():
            self._keeper.absorb(process, delta)
        self._failed |= any(outcome == Outcome.FAILED for _, outcome, _ in delta["outcomes"])
        if time.monotonic() - self._last > self._pause * (_AFTER_FAILURE if self._failed else 1):
            self.flush()

    def crashed(self, nodeid: str) -> None:
        """Note a test whose process died: nobody else will tell of it."""
        assert self._keeper is not None
        self._keeper.crashed(nodeid)

    def flush(self) -> None:
        """Write what is complete; a fault is told once, and ends the writing."""
        if self._plan.records:
            with uncollected():
                self._flush()

    def finish(self) -> None:
        """Write the rest, and let go of all that was gathered: pytest has yet to collect garbage several times."""
        assert self._keeper is not None
        self.flush()
        self.coarse, self._coarse = self._coarse.told(), CoarseRecords()
        self._keeper.close()
        self._keeper = None

    def _flush(self) -> None:
        assert self._keeper is not None
        began = time.monotonic()
        batch = self._keeper.batch()
        self.unkept = self._keeper.unkept
        self._close_reader()
        if batch is not None:
            self._coarse.add(batch.records)
            self._keep(batch)
        self._plan.tree.keep()
        self._last, self._failed = time.monotonic(), False
        self._pause = max(_PAUSE, min(_RATIO * (self._last - began), _LONGEST))

    def _keep(self, batch: Batch) -> None:
        try:
            self._write(batch)
        except (MapDamaged, MapTooOld) as fault:
            self._start_afresh(fault, batch)
        except MapError as fault:
            self._give_up(str(fault))

    def _write(self, batch: Batch) -> None:
        from impact.map.writer import MapWriter  # only a run that writes pays for the import

        with MapWriter(self._plan.map_path) as writer:
            writer.write(batch)

    def _start_afresh(self, fault: MapError, batch: Batch) -> None:
        try:
            set_aside(fault)
            self.notices.append(f"{fault} It is put aside, and another begun.")
            self._write(batch)
        except (MapError, OSError) as error:
            self._give_up(str(error))

    def _give_up(self, why: str) -> None:
        self.notices.append(f"{why} What this run recorded from here on is lost; its verdict stands.")
        self._plan.records = False

    def _kept_analysis(self, content: str) -> str | None:
        if self._reader is None:
            try:
                self._reader = MapReader(self._plan.map_path)
            except MapError:
                return None  # no map yet, or none that can be read: the source is analysed instead
        return KeptSources(self._reader).analysis(content)

    def _close_reader(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
