"""The import graph: modules as numbers in the order of their names, so that the first chain found is canonical."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

Evidence = tuple[str, int | str]
"""The kind of an edge, and the line of the importer, or the test, where it was seen."""


class ImportGraph:
    """Modules and who imports whom. It is never changed: what takes edges away returns another graph.

    `names` are sorted; `successors` tells for each of them the numbers of what it imports, ascending. `external` are
    the numbers of modules outside the root packages, each of which stands for all that is below it. `look_up` tells
    where an edge was seen.
    """

    def __init__(
        self,
        names: Sequence[str],
        successors: Sequence[Sequence[int]],
        external: Collection[int] = (),
        look_up: Callable[[int, int], list[Evidence]] | None = None,
    ) -> None:
        self.names, self.successors = names, successors
        self.external = frozenset(external)
        self.rename: Callable[[str], str] | None = None
        """Returns the name in the graph for another name of the same module."""
        self.quote: Callable[[str, int], str] = lambda module, line: ""
        """Returns the text of a line of a module, where that is known."""
        self.look_up = look_up
        self._numbers: dict[str, int] | None = None
        self._predecessors: list[list[int]] | None = None

    @classmethod
    def of(cls, edges: Iterable[tuple[str, str]], modules: Iterable[str] = ()) -> ImportGraph:
        """Return the graph of some edges, and of modules that need not have any."""
        rows: dict[str, set[str]] = {name: set() for name in modules}
        for importer, imported in edges:
            rows.setdefault(importer, set()).add(imported)
            rows.setdefault(imported, set())
        return cls.of_rows(rows)

    @classmethod
    def of_rows(cls, rows: Mapping[str, Iterable[str]], external: Collection[str] = ()) -> ImportGraph:
        """Return the graph of modules and what each imports. All that is imported must have a row."""
        names = sorted(rows)
        numbers = {name: number for number, name in enumerate(names)}
        successors = [sorted(numbers[imported] for imported in rows[name]) for name in names]
        return cls(names, successors, [numbers[name] for name in external])

    @property
    def predecessors(self) -> list[list[int]]:
        """For each module the numbers of those that import it, ascending."""
        if self._predecessors is None:
            found: list[list[int]] = [[] for _ in self.names]
            for importer, row in enumerate(self.successors):
                for imported in row:
                    found[imported].append(importer)
            self._predecessors = found
        return self._predecessors

    def find(self, name: str) -> int | None:
        """Return the number of a module, or None if there is no such one."""
        if self._numbers is None:
            self._numbers = {known: number for number, known in enumerate(self.names)}
        found = self._numbers.get(name)
        return self._numbers.get(self.rename(name)) if found is None and self.rename is not None else found

    def __contains__(self, name: str) -> bool:
        return self.find(name) is not None

    def descendants(self, name: str) -> range:
        """Return the numbers of all modules below a name, which need not be in the graph itself."""
        if self.rename is not None:
            name = self.rename(name)
        # '/' is the character after '.': no other name than those below can stand between.
        return range(bisect_left(self.names, name + "."), bisect_left(self.names, name + "/"))

    def package(self, name: str) -> tuple[int, ...]:
        """Return the numbers of a module and of all below it."""
        number = self.find(name)
        below = self.descendants(name)
        return tuple(below) if number is None else (number, *below)

    def children(self, name: str) -> list[str]:
        """Return the names one level below a name. One that is no module itself, only a parent of some, counts too."""
        depth = name.count(".") + 2
        return sorted({".".join(self.names[number].split(".", depth)[:depth]) for number in self.descendants(name)})

    def edges(self) -> Iterable[tuple[int, int]]:
        """Yield all edges, in the order of their names."""
        return ((importer, imported) for importer, row in enumerate(self.successors) for imported in row)

    def count_edges(self) -> int:
        """Return the number of edges."""
        return sum(map(len, self.successors))

    def evidence(self, importer: str, imported: str) -> list[Evidence]:
        """Return where an edge was seen, in the order of the lines; nothing where that is not known."""
        source, target = self.find(importer), self.find(imported)
        if self.look_up is None or source is None or target is None:
            return []
        return self.look_up(source, target)

    def without(self, edges: Iterable[tuple[int, int]]) -> ImportGraph:
        """Return a graph that lacks some edges and has the same modules."""
        gone: dict[int, set[int]] = {}
        for importer, imported in edges:
            gone.setdefault(importer, set()).add(imported)
        if not gone:
            return self
        successors = list(self.successors)
        for importer, those in gone.items():
            successors[importer] = [imported for imported in successors[importer] if imported not in those]
        other = ImportGraph(self.names, successors, self.external, self.look_up)
        other._numbers, other.rename, other.quote = self._numbers, self.rename, self.quote
        return other
