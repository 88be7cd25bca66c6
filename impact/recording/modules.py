"""The modules of one process: what each imports, by what was seen and by what its source says, and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

StaticImports = Callable[[str], Iterable[str]]
"""From the path of a module to the import statements of its module level (see impact.source)."""
RunAtImport = Callable[[str], Iterable[str]]
"""From the path of a module to the modules that the functions called by its import rest on."""

_HELD = 5_000_000
"""So many paths, about, are held in answers at once."""


class ModuleGraph:
    """Paths as nodes. It grows as the process imports; `version` tells when an answer may have changed."""

    def __init__(self, static_imports: StaticImports, run_at_import: RunAtImport) -> None:
        self.version = 0
        self._static_imports, self._run_at_import = static_imports, run_at_import
        self._paths: dict[str, str] = {}
        self._names: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        self._direct: dict[str, frozenset[str]] = {}
        self._closures: dict[frozenset[str], frozenset[str]] = {}
        self._same: dict[frozenset[str], frozenset[str]] = {}

    def add(self, path: str, name: str, is_package: bool) -> None:
        """Say that a path was imported under a name."""
        self._paths[name] = path
        self._names[path].append((name, is_package))
        self.outdate()

    def connect(self, path: str, imported: str) -> None:
        """Say that a module was seen to import another."""
        if imported not in self._seen[path]:
            self._seen[path].add(imported)
            self.outdate()

    def outdate(self) -> None:
        """Forget the answers: more modules are known, or what ran for the import of one."""
        self.version += 1
        self._direct.clear()
        self._closures.clear()
        self._same.clear()

    def resolve(self, path: str, imports: Iterable[str]) -> frozenset[str]:
        """Return the paths of the project modules that import statements in `path` name, parent packages included."""
        found: set[str] = set()
        for importer, is_package in self._names.get(path, [("", False)]):
            for statement in imports:
                for name in _absolute(statement, importer, is_package):
                    found.update(self._with_parents(name))
        return frozenset(found)

    def paths(self) -> list[str]:
        """Return all modules of the project that were imported."""
        return list(self._names)

    def foreign(self, imports: Iterable[str]) -> frozenset[str]:
        """Return the top-level names that import statements take from outside the project."""
        tops = {statement.partition(":")[0].partition(".")[0] for statement in imports}
        return frozenset(top for top in tops if top and top not in self._paths)

    def closure(self, paths: Iterable[str]) -> frozenset[str]:
        """Return the modules that rest under some: themselves, what they import, and so on."""
        start = frozenset(paths)
        known = self._closures.get(start)
        if known is None:
            found = frozenset(self._follow(start) if len(start) == 1 else self._join(start))
            known = self._same.setdefault(found, found)
            if len(self._same) * len(known) > _HELD:
                self._closures.clear()
                self._same.clear()
            self._closures[start] = known
        return known

    def _follow(self, start: frozenset[str]) -> set[str]:
        found, pending = set(start), list(start)
        while pending:
            new = self._imports(pending.pop()) - found
            found |= new
            pending.extend(new)
        return found

    def _join(self, start: frozenset[str]) -> set[str]:
        # Mostly one of them, the package say, brings nearly all others with it.
        found = set[str]()
        for path in start:
            if path not in found:
                found |= self.closure((path,))
        return found

    def _imports(self, path: str) -> frozenset[str]:
        known = self._direct.get(path)
        if known is None:
            own = [name for name, _ in self._names.get(path, ())]
            parents = {parent for name in own for parent in self._with_parents(name)}
            stated = self.resolve(path, self._static_imports(path))
            known = stated | parents | self._seen.get(path, set()) | frozenset(self._run_at_import(path))
            self._direct[path] = known
        return known

    def _with_parents(self, name: str) -> Iterable[str]:
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            path = self._paths.get(".".join(parts[:length]))
            if path is not None:
                yield path


def _absolute(statement: str, importer: str, is_package: bool) -> Iterable[str]:
    """Yield the full names that one import statement may load: the module, and the name if that is a submodule."""
    module, _, name = statement.partition(":")
    level = len(module) - len(module.lstrip("."))
    if level:
        parts = importer.split(".")
        dropped = level - 1 if is_package else level
        if dropped > len(parts):
            return
        module = ".".join([*parts[: len(parts) - dropped], *filter(None, [module[level:]])])
    yield module
    if name and name != "*":
        yield f"{module}.{name}"
