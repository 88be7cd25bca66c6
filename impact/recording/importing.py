"""The modules of one process as they are imported: whose code they are, and whom each import serves."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from types import CodeType, FrameType
from typing import Any, NamedTuple, Protocol

from impact.errors import CodeNotMarkable
from impact.model import Kind
from impact.pycache import as_its_source
from impact.recording.delta import SHARED, module_node, place_node
from impact.recording.interface import Recorder
from impact.recording.lasting import LastingValues, cached_lambdas
from impact.recording.news import News
from impact.recording.places import Places
from impact.recording.reads import Reads
from impact.recording.territory import Territory
from impact.tree import read

_IMPORTING = ("<frozen importlib", "<frozen zipimport")
_IMPORT_MODULES = (
    "importlib",
    "_pytest.assertion.rewrite",
    "impact.adapters.imported_modules",
    "impact.recording.adapting",
    "impact.recording.loading",
)


class Imported(NamedTuple):
    """A module whose body runs: its place, code and namespace, and the numbers of its code objects."""

    place: str
    code: CodeType
    namespace: dict[str, Any]
    place_of: Callable[[CodeType], int | None]


class Booking(Protocol):
    """What imports are booked with."""

    reads: Reads

    @property
    def node(self) -> str:
        """The node that runs now."""

    def switch(self, node: str) -> str:
        """Book what was entered since the last switch, and go on for `node`. Returns the node before."""

    def touch(self, kind: Kind, place: str, fingerprint: str, node: str | None = None) -> None:
        """Book the whole of another dependency, by default to the node that runs now."""

    def keep(self, node: str, path: str, name: str) -> None:
        """Say that a value, computed once, is read by its name."""

    def reading_for(self, node: str) -> AbstractContextManager[Reads]:
        """Book what is read inside to `node`."""


class ImportWatch:
    """Books the imports of one process; it is told of the body of each module before it runs, and after."""

    def __init__(
        self,
        booking: Booking,
        recorder: Recorder,
        territory: Territory,
        places: Places,
        lasting: LastingValues,
        news: News,
    ) -> None:
        self._booking, self._recorder, self._territory = booking, recorder, territory
        self._places, self._lasting, self._news = places, lasting, news
        self._importing: list[tuple[str, Imported]] = []
        self._seen: set[str] = set()
        self._imported: set[str] = set()
        self._known: set[str] = set()
        self._loaded_before = set(sys.modules)
        self._foreign_tops: set[str] = set()

    def module_begins(self, code: CodeType, namespace: dict[str, Any]) -> CodeType | None:
        """Number the module's functions, and book what its body runs to the module."""
        place = self._territory.place(code.co_filename)
        if place is None:
            return None
        code = as_its_source(code, namespace.get("__spec__"))
        place_of = self._places.of_module(place, code)
        self._importing.append((self._booking.node, Imported(place, code, namespace, place_of)))
        self._connect_importer(module_node(place))
        self._note_module(place, namespace)
        self._booking.switch(module_node(place))
        self._booking.reads.passed_by(str(namespace.get("__name__")), code.co_filename)
        try:
            return self._recorder.prepare(code, place_of)
        except CodeNotMarkable:
            # Its functions will not be seen: all of the file counts, for everybody.
            self._booking.touch(Kind.FILE, place, read(self._territory.path(place))[1].content, SHARED)
            return code

    def module_ends(self) -> None:
        """Go on for the node that imported the module."""
        importer, imported = self._importing.pop()
        self._lasting.add_module(*imported)
        for name, function in cached_lambdas(imported.namespace):
            self._booking.keep(f"k:{imported.place}:{function.__qualname__}", "", name)
        self._booking.switch(importer)

    def doubt(self, places: Iterable[str]) -> None:
        """Say of modules imported just now that their code may be that of another version of the file."""
        for place in self._news.modules.keys() & set(places):
            self._news.modules[place] += [(name, is_package, "") for name, is_package, _ in self._news.modules[place]]

    def _note_module(self, place: str, namespace: dict[str, Any]) -> None:
        self._seen.add(place)
        self._imported.add(place)
        name = namespace.get("__name__")
        sighting = read(self._territory.path(place))[1]
        self._news.modules[place].append((str(name), "__path__" in namespace, sighting.content))

    def _connect_importer(self, module: str) -> None:
        """Book an import to all that it serves.

        It happens once in a process, but each who comes later finds it done: so it belongs to the node that runs,
        to the function that made it (whoever enters that one needs the module), and, when foreign code made it
        while a test or a fixture ran, to all tests.
        """
        self._news.edges.add((self._booking.node, module))
        frame: FrameType | None = sys._getframe(2)
        foreign = False
        while frame is not None:
            code = frame.f_code
            number = self._places.find(code)
            if number is not None:
                self._news.edges.add((place_node(number), module))
                break
            if self._territory.place(code.co_filename) is not None:
                break  # the body of a module: its own node runs
            foreign = foreign or not _imports(frame)
            frame = frame.f_back
        if foreign and self._booking.node[0] in "tfk":
            self._news.edges.add((SHARED, module))

    def connect_module(self, node: str, filename: str) -> None:
        """Say that what rests on `node` rests on the module in a file, whoever imported it."""
        place = self._territory.place(filename)
        if place in self._imported:
            self._news.edges.add((node, module_node(place)))

    def overlook(self) -> None:
        """Take the modules loaded since the last drain for the recording's own."""
        if len(sys.modules) != len(self._known):
            self._known = set(sys.modules)

    def find_unseen(self) -> None:
        """Note foreign modules; book project modules whose bodies were not seen (a loader of their own) as files."""
        if len(sys.modules) == len(self._known):
            return
        new, self._known = sys.modules.keys() - self._known, set(sys.modules)
        for name in new:
            filename = getattr(sys.modules.get(name), "__file__", None)
            path = filename if isinstance(filename, str) else ""
            place = self._territory.place(path)
            if place is not None:  # of what is installed, nobody asks in which archive it is
                place = self._territory.place(_file_around(path))
            if place is None:
                self.note_foreign(name.partition(".")[0])
                if name not in self._loaded_before and "." not in name and path:
                    with self._booking.reading_for(SHARED) as reads:
                        reads.passed_by(name, _file_around(path))
            elif place not in self._seen:
                self._seen.add(place)
                self._booking.touch(Kind.FILE, place, read(self._territory.path(place))[1].content, SHARED)

    def note_foreign(self, top: str) -> None:
        """Note the top-level name of a loaded module that is not the project's."""
        if top not in self._foreign_tops and top not in sys.stdlib_module_names:
            self._foreign_tops.add(top)
            self._news.foreign.append(top)


def _file_around(path: str) -> str:
    """Return the file at a path: the archive, where the path goes on inside of one."""
    found = path
    while not os.path.lexists(found) and found != os.path.dirname(found):
        found = os.path.dirname(found)
    return found if os.path.isfile(found) else path


def _imports(frame: FrameType) -> bool:
    """Whether the frame only carries out an import statement, or a call of `import_module`."""
    return frame.f_code.co_filename.startswith(_IMPORTING) or frame.f_globals.get("__name__") in _IMPORT_MODULES
