"""The scribe of one process: it books what is entered to the node for which it runs, and hands the news on."""

from __future__ import annotations

import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any, NamedTuple, Protocol

from impact.errors import CodeNotMarkable
from impact.model import WHOLE, Kind, Outcome
from impact.pycache import as_its_source
from impact.recording.delta import SHARED, Delta, module_node, place_node
from impact.recording.interface import Recorder
from impact.recording.lasting import LastingValues, cached_lambdas
from impact.recording.places import Place, Places
from impact.recording.reads import Reads
from impact.recording.spool import Report
from impact.recording.territory import Territory
from impact.tree import read

_IMPORTING = ("<frozen importlib", "<frozen zipimport")
_IMPORT_MODULES = ("importlib", "_pytest.assertion.rewrite", "impact.recording.adapting", "impact.recording.loading")


class Imported(NamedTuple):
    """A module whose body runs: its place, code and namespace, and the numbers of its code objects."""

    place: str
    code: CodeType
    namespace: dict[str, Any]
    place_of: Callable[[CodeType], int | None]


class Living(Protocol):
    """The processes that this one started and that live; falsy when there are none."""

    def look(self) -> Iterable[str]:
        """Book what those did that have ended; return the nodes of the others."""


class Scribe:
    """Keeps the nodes of one process apart. Not reentrant: one thread switches, any thread may be recorded."""

    def __init__(self, recorder: Recorder, territory: Territory) -> None:
        self._recorder, self._territory = recorder, territory
        self._places = Places()
        self.reads = Reads(territory, lambda kind, place, seen, aspect: self.touch(kind, place, seen, aspect=aspect))
        self.children: Living | None = None
        self._node = SHARED
        self._importing: list[tuple[str, Imported]] = []
        self._lasting = LastingValues(self._places.find)
        self._seen_modules: set[str] = set()
        self._imported: set[str] = set()
        self._known_modules: set[str] = set()
        self._loaded_before = set(sys.modules)
        self._foreign_tops: set[str] = set()
        self._sent_places = 0
        self._adopted: set[tuple[str, str, bool, str]] = set()
        self._reset()

    def _reset(self) -> None:
        self._entered: defaultdict[str, set[int]] = defaultdict(set)
        self._touched: defaultdict[str, set[tuple[str, str, str, str]]] = defaultdict(set)
        self._modules: defaultdict[str, list[tuple[str, bool, str]]] = defaultdict(list)
        self._edges: set[tuple[str, str]] = set()
        self._kept: list[tuple[str, str, str, list[str]]] = []
        self._filled: list[tuple[str, str, list[int]]] = []
        self._closed: list[str] = []
        self._outcomes: list[tuple[str, str, float]] = []
        self._foreign: list[str] = []
        self._new: list[str] = []
        self._gone: list[str] = []

    def switch(self, node: str) -> str:
        """Book what was entered since the last switch, and go on for `node`. Returns the node before."""
        before = self._node
        self.reads.missing_modules()
        entered = self._recorder.take()
        if entered:
            self._entered[before].update(entered)
            if self._lasting:
                self._keep_filled(entered)
        self._node = node
        if threading.active_count() > 1:
            self._entered[node].update(self._running_elsewhere())
        if self.children:
            self._edges.update((node, child) for child in self.children.look())
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
        self._edges.add((node, other))

    def connect_current(self, node: str) -> None:
        """Say that what rests on the node that runs rests on `node`."""
        if node != self._node:
            self._edges.add((self._node, node))

    def connect_both(self, node: str) -> None:
        """Say that the node that runs and another rest on each other: what runs can't be told apart."""
        if node != self._node:
            self._edges |= {(self._node, node), (node, self._node)}

    @property
    def edge_count(self) -> int:
        """How many edges were booked since the last drain."""
        return len(self._edges)

    def is_booked(self, node: str) -> bool:
        """Whether something was booked to a node since the last drain, edges apart."""
        return bool(self._entered.get(node) or self._touched.get(node))

    def disown(self, path: str) -> None:
        """Take a file for a product of the tests."""
        self._territory.disown(path)

    def keep(self, node: str, path: str, name: str) -> None:
        """Say that a value, computed once, is read by its name: a global of the source at `path`, if not ""."""
        self._kept.append((node, path, name, []))

    def touch(self, kind: Kind, place: str, fingerprint: str, node: str | None = None, aspect: str = WHOLE) -> None:
        """Book an aspect of another dependency, by default the whole of it, and to the node that runs now."""
        self._touched[self._node if node is None else node].add((kind.value, place, aspect, fingerprint))

    def close_fixture(self, node: str) -> None:
        """Say that a fixture instance is torn down: its node is complete."""
        self._closed.append(node)

    def doubt(self, places: Iterable[str]) -> None:
        """Say of modules imported just now that their code may be that of another version of the file."""
        for place in self._modules.keys() & set(places):
            self._modules[place] += [(name, is_package, "") for name, is_package, _ in self._modules[place]]

    def finish(self, node: str, outcome: Outcome, duration: float) -> None:
        """Say how a test, or the collection of a file, ended. `duration` is in seconds."""
        self._outcomes.append((node, outcome.value, duration))

    def collected(self, new: Iterable[str], gone: Iterable[str]) -> None:
        """Say which tests were found that nobody knew, and which known ones were not found any more."""
        self._new.extend(new)
        self._gone.extend(gone)

    def drain(self) -> Delta:
        """Return the news since the last call."""
        self.switch(self._node)
        self._find_unseen_modules()
        places, self._sent_places = self._places.table[self._sent_places :], len(self._places.table)
        news = Delta(
            places=places,
            modules=dict(self._modules),
            entered={node: sorted(numbers) for node, numbers in self._entered.items() if numbers},
            touched={node: sorted(found) for node, found in self._touched.items()},
            edges=sorted(self._edges),
            kept=self._kept,
            filled=self._filled,
            closed=self._closed,
            outcomes=self._outcomes,
            foreign=self._foreign,
            new=self._new,
            gone=self._gone,
        )
        self._reset()
        return news

    @property
    def node(self) -> str:
        """The node that runs now."""
        return self._node

    @property
    def places(self) -> list[Place]:
        """The table that the numbers of this process refer to."""
        return self._places.table

    def start_afresh(self) -> None:
        """Forget what was booked and not drained: it is the news of the process from which this one was forked."""
        self._recorder.take()
        self._reset()
        self._node = SHARED
        self.overlook_imports()

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
                self._entered[each].update(numbers[index] for index in entered)
        for node, touched in report["touched"].items():
            passed = list(self.reads.of_child(touched, report["made"], names))
            for each in here(node):
                self._touched[each].update(passed)
        self._edges.update((each, other) for node, other in report["edges"] if other[0] in "mk" for each in here(node))
        for top in report["foreign"]:
            self._note_foreign(top)

    def _adopt_modules(self, report: Report) -> None:
        for path, loads in report["modules"].items():
            for name, is_package, content in loads:
                if (path, name, is_package, content) not in self._adopted:
                    self._adopted.add((path, name, is_package, content))
                    self._modules[path].append((name, is_package, content))

    def module_begins(self, code: CodeType, namespace: dict[str, Any]) -> CodeType | None:
        """Number the module's functions, and book what its body runs to the module."""
        place = self._territory.place(code.co_filename)
        if place is None:
            return None
        code = as_its_source(code, namespace.get("__spec__"))
        place_of = self._places.of_module(place, code)
        self._importing.append((self._node, Imported(place, code, namespace, place_of)))
        self._connect_importer(module_node(place))
        self._note_module(place, namespace)
        self.switch(module_node(place))
        self.reads.passed_by(str(namespace.get("__name__")), code.co_filename)
        try:
            return self._recorder.prepare(code, place_of)
        except CodeNotMarkable:
            # Its functions will not be seen: all of the file counts, for everybody.
            self.touch(Kind.FILE, place, read(self._territory.path(place))[1].content, SHARED)
            return code

    def module_ends(self) -> None:
        """Go on for the node that imported the module."""
        importer, imported = self._importing.pop()
        self._lasting.add_module(*imported)
        for name, function in cached_lambdas(imported.namespace):
            self.keep(f"k:{imported.place}:{function.__qualname__}", "", name)
        self.switch(importer)

    def _keep_filled(self, entered: Iterable[int]) -> None:
        for holder, name, places in self._lasting.changed(entered):
            node = f"k:{holder.path}:{holder.key(name)}"
            self._kept.append((node, holder.path if holder.is_module else "", holder.word or name, sorted(holder.ways)))
            self._filled.append((node, self._node, places))

    def _note_module(self, place: str, namespace: dict[str, Any]) -> None:
        self._seen_modules.add(place)
        self._imported.add(place)
        name = namespace.get("__name__")
        sighting = read(self._territory.path(place))[1]
        self._modules[place].append((str(name), "__path__" in namespace, sighting.content))

    def _connect_importer(self, module: str) -> None:
        """Book an import to all that it serves.

        It happens once in a process, but each who comes later finds it done: so it belongs to the node that runs,
        to the function that made it (whoever enters that one needs the module), and, when foreign code made it
        while a test or a fixture ran, to all tests.
        """
        self._edges.add((self._node, module))
        frame: FrameType | None = sys._getframe(2)
        foreign = False
        while frame is not None:
            code = frame.f_code
            number = self._places.find(code)
            if number is not None:
                self._edges.add((place_node(number), module))
                break
            if self._territory.place(code.co_filename) is not None:
                break  # the body of a module: its own node runs
            foreign = foreign or not _imports(frame)
            frame = frame.f_back
        if foreign and self._node[0] in "tfk":
            self._edges.add((SHARED, module))

    def connect_module(self, node: str, filename: str) -> None:
        """Say that what rests on `node` rests on the module in a file, whoever imported it."""
        place = self._territory.place(filename)
        if place in self._imported:
            self._edges.add((node, module_node(place)))

    def overlook_imports(self) -> None:
        """Take the modules loaded since the last drain for the recording's own."""
        if len(sys.modules) != len(self._known_modules):
            self._known_modules = set(sys.modules)

    def _find_unseen_modules(self) -> None:
        """Note foreign modules; book project modules whose bodies were not seen (a loader of their own) as files."""
        if len(sys.modules) == len(self._known_modules):
            return
        new, self._known_modules = sys.modules.keys() - self._known_modules, set(sys.modules)
        for name in new:
            filename = getattr(sys.modules.get(name), "__file__", None)
            place = self._territory.place(filename) if isinstance(filename, str) else None
            if place is None:
                self._note_foreign(name.partition(".")[0])
                if name not in self._loaded_before and "." not in name and isinstance(filename, str):
                    with self.reading_for(SHARED) as reads:
                        reads.passed_by(name, filename)
            elif place not in self._seen_modules:
                self._seen_modules.add(place)
                self.touch(Kind.FILE, place, read(self._territory.path(place))[1].content, SHARED)

    def _note_foreign(self, top: str) -> None:
        if top not in self._foreign_tops and top not in sys.stdlib_module_names:
            self._foreign_tops.add(top)
            self._foreign.append(top)

    def _running_elsewhere(self) -> set[int]:
        """Return the places on the stacks of other threads: they run for the new node as well."""
        here = threading.get_ident()
        found: set[int] = set()
        for ident, top in sys._current_frames().items():
            frame: FrameType | None = top if ident != here else None
            while frame is not None:
                number = self._places.find(frame.f_code)
                if number is not None:
                    found.add(number)
                frame = frame.f_back
        return found


def _imports(frame: FrameType) -> bool:
    """Whether the frame only carries out an import statement, or a call of `import_module`."""
    return frame.f_code.co_filename.startswith(_IMPORTING) or frame.f_globals.get("__name__") in _IMPORT_MODULES
