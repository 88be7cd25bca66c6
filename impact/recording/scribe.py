"""The scribe of one process: it books what is entered to the node for which it runs, and hands the news on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Protocol

from impact.model import SAID, WHOLE, Kind, Outcome
from impact.recording.connections import Connections
from impact.recording.delta import SHARED, Delta, place_node
from impact.recording.importing import ImportWatch
from impact.recording.interface import Recorder
from impact.recording.news import News
from impact.recording.places import Place, Places
from impact.recording.reads import Reads
from impact.recording.spool import Report
from impact.recording.territory import Territory
from impact.recording.values import Values


class Living(Protocol):
    """The processes that this one started and that live, and what else runs unseen; falsy when there are none."""

    def look(self) -> Iterable[str]:
        """Book what those did that have ended; return the nodes of the others."""

    def unseen(self, node: str) -> None:
        """Let a node depend on the tree: what ran for it was not seen, as if it were that of another process."""


class Scribe:
    """Keeps the nodes of one process apart. Not reentrant: one thread switches, any thread may be recorded."""

    def __init__(self, recorder: Recorder, territory: Territory) -> None:
        self._recorder, self._territory = recorder, territory
        self._places = Places()
        self.reads = Reads(territory, lambda kind, place, seen, aspect: self.touch(kind, place, seen, aspect=aspect))
        self.connections = Connections(lambda place, client: self.touch(Kind.SERVICE, place, SAID, aspect=client))
        self.children: Living | None = None
        self._node = SHARED
        self._news = News()
        self._values = Values(self, self._places.find, self._news)
        self.imports = ImportWatch(self, recorder, territory, self._places, self._values.lasting, self._news)
        self._sent_places = 0
        self._adopted: set[tuple[str, str, bool, str]] = set()

    def switch(self, node: str) -> str:
        """Book what was entered since the last switch, and go on for `node`. Returns the node before."""
        before = self._node
        self.reads.missing_modules()
        if before[0] != "m" and node[0] != "m":
            self.imports.find_unseen()  # now, for what a test or a fixture loads may be gone after it
        entered = self._recorder.take()
        if self._recorder.gap and self.children is not None:
            self.children.unseen(before)
        if entered:
            self._news.entered[before].update(entered)
        self._values.look(before)
        self._node = node
        if threading.active_count() > 1:
            self._news.entered[node].update(self._running_elsewhere())
        if self.children:
            self._news.edges.update((node, child) for child in self.children.look())
        return before

    @contextmanager
    def on_behalf_of(self, node: str) -> Iterator[None]:
        """Book what runs inside to `node`."""
        before = self.switch(node)
        try:
            yield
        finally:
            self.switch(before)

    @contextmanager
    def reading_for(self, node: str) -> Iterator[Reads]:
        """Book what is read inside to `node`; what is entered is booked as before."""
        before, self._node = self._node, node
        try:
            yield self.reads
        finally:
            self._node = before

    def connect(self, node: str, other: str) -> None:
        """Say that what rests on `node` rests on `other`."""
        self._news.edges.add((node, other))

    def connect_current(self, node: str) -> None:
        """Say that what rests on the node that runs rests on `node`."""
        if node != self._node:
            self._news.edges.add((self._node, node))

    def connect_both(self, node: str) -> None:
        """Say that the node that runs and another rest on each other: what runs can't be told apart."""
        if node != self._node:
            self._news.edges |= {(self._node, node), (node, self._node)}

    @property
    def edge_count(self) -> int:
        """How many edges were booked since the last drain."""
        return len(self._news.edges)

    def is_booked(self, node: str) -> bool:
        """Whether something was booked to a node since the last drain, edges apart."""
        return bool(self._news.entered.get(node) or self._news.touched.get(node))

    def disown(self, path: str) -> None:
        """Take a file for a product of the tests."""
        self._territory.disown(path)

    def keep(self, node: str, path: str, name: str) -> None:
        """Say that a value, computed once, is read by its name: a global of the source at `path`, if not ""."""
        self._news.kept.append((node, path, name, []))

    def touch(self, kind: Kind, place: str, fingerprint: str, node: str | None = None, aspect: str = WHOLE) -> None:
        """Book an aspect of another dependency, by default the whole of it, and to the node that runs now."""
        self._news.touched[self._node if node is None else node].add((kind.value, place, aspect, fingerprint))

    def close_fixture(self, node: str) -> None:
        """Say that a fixture instance is torn down: its node is complete."""
        self._news.closed.append(node)

    def finish(self, node: str, outcome: Outcome, duration: float) -> None:
        """Say how a test, or the collection of a file, ended. `duration` is in seconds."""
        self._news.outcomes.append((node, outcome.value, duration))

    def collected(self, new: Iterable[str], gone: Iterable[str]) -> None:
        """Say which tests were found that nobody knew, and which known ones were not found any more."""
        self._news.new.extend(new)
        self._news.gone.extend(gone)

    def drain(self) -> Delta:
        """Return the news since the last call."""
        self.switch(self._node)
        self.imports.find_unseen()
        places, self._sent_places = self._places.table[self._sent_places :], len(self._places.table)
        return self._news.take(places)

    @property
    def node(self) -> str:
        """The node that runs now."""
        return self._node

    @property
    def places(self) -> list[Place]:
        """The table that the numbers of this process refer to."""
        return self._places.table

    def close(self) -> None:
        """Let go of what was watched for news: nobody takes it any more."""
        self._values.close()

    def start_afresh(self) -> None:
        """Forget what was booked and not drained: it is the news of the process from which this one was forked."""
        self._recorder.take()
        self._news.clear()
        self._node = SHARED
        self.imports.overlook()

    def adopt(self, report: Report, nodes: Sequence[str], names: str) -> None:
        """Book what a child process did to nodes; what its imports did, to the modules. See Children for `names`."""
        numbers = [self._places.number((path, name, line)) for path, name, line in report["places"]]

        def here(node: str) -> Sequence[str]:
            if node[0] == "p":
                return [place_node(numbers[int(node[2:])])]
            return [node] if node[0] == "m" else nodes

        self._adopt_modules(report)
        for node, entered in report["entered"].items():
            for each in here(node):
                self._news.entered[each].update(numbers[index] for index in entered)
        for node, touched in report["touched"].items():
            passed = list(self.reads.of_child(touched, report["made"], names))
            for each in here(node):
                self._news.touched[each].update(passed)
        self._news.edges.update(
            (each, other) for node, other in report["edges"] if other[0] in "mk" for each in here(node)
        )
        for top in report["foreign"]:
            self.imports.note_foreign(top)

    def _adopt_modules(self, report: Report) -> None:
        for path, loads in report["modules"].items():
            for name, is_package, content in loads:
                if (path, name, is_package, content) not in self._adopted:
                    self._adopted.add((path, name, is_package, content))
                    self._news.modules[path].append((name, is_package, content))

    def _running_elsewhere(self) -> set[int]:
        """Return the places on the stacks of other threads: they run for the new node as well."""
        own = sys._getframe()
        elsewhere = [top for top in sys._current_frames().values() if top is not own]
        del own  # it would refer to itself, and its whole stack would last until it is collected
        found: set[int] = set()
        for top in elsewhere:
            frame: FrameType | None = top
            while frame is not None:
                number = self._places.find(frame.f_code)
                if number is not None:
                    found.add(number)
                frame = frame.f_back
        return found
