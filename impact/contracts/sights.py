"""Where an import stands: the file of its importer, and the lines."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from impact.contracts.graph import ImportGraph
from impact.contracts.kinds import IMPORT


@dataclass(frozen=True, slots=True)
class Sights:
    """Finds the places of imports. `paths` are those of the modules; places are told relative to `here`."""

    graph: ImportGraph
    paths: Mapping[str, os.DirEntry[str]]
    configuration: Path
    here: Path

    def file(self, module: str) -> str | None:
        """Return the path of a module, with forward slashes; None for one that is outside the roots."""
        entry = self.paths.get(module)
        return None if entry is None else self.relative(entry.path)

    def relative(self, path: str | Path) -> str:
        """Return a path as it is told."""
        return Path(os.path.relpath(path, self.here)).as_posix()

    def lines(self, importer: str, imported: str) -> list[int]:
        """Return the lines on which a module imports another."""
        return sorted({place for _, place in self.graph.evidence(importer, imported) if isinstance(place, int)})

    def told(self, importer: str, imported: str) -> str:
        """Return an import as text, with its lines, or the tests that saw it at run time."""
        places = dict.fromkeys(place for _, place in self.graph.evidence(importer, imported))
        where = ", ".join(f"l.{place}" if isinstance(place, int) else place for place in places)
        return f"{importer} -> {imported}" + (f" ({where})" if where else "")

    def places(self, importer: str, imported: str) -> list[str]:
        """Return where an import stands: files with lines and kinds, or the tests that saw it at run time."""
        file = self.file(importer) or importer
        found = []
        for kind, place in self.graph.evidence(importer, imported):
            remark = "" if kind == IMPORT else f" [{kind}]"
            found.append(f"{file}:{place}{remark}" if isinstance(place, int) else f"{place}{remark}")
        return list(dict.fromkeys(found))
