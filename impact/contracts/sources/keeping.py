"""What each source says, read once for each content: statements, or strings."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from impact.contracts.sources.shelter import Shelter
from impact.contracts.sources.statements import Statement, find_imports, parse
from impact.contracts.sources.strings import find_strings
from impact.errors import SourceUnreadable

Finder = Callable[[ast.Module], Iterable[Statement]]
Contents = Callable[[list[str]], Iterator[tuple[str, bytes]]]
"""Returns for content ids the contents."""

_MOST = 20_000
"""So many contents are kept at most; those that were not asked for go first."""


class SaidBySources:
    """Knows what sources say, by content id; `file` is where that is kept, `find` what is looked for."""

    def __init__(self, shelter: Shelter, file: str, find: Finder) -> None:
        self._shelter, self._file, self._find = shelter, file, find

    @classmethod
    def imports(cls, shelter: Shelter) -> SaidBySources:
        """Return what knows the import statements."""
        return cls(shelter, "statements.json", find_imports)

    @classmethod
    def strings(cls, shelter: Shelter) -> SaidBySources:
        """Return what knows the strings that may name modules."""
        return cls(shelter, "strings.json", find_strings)

    def said(self, ids: Iterable[str], contents: Contents) -> Mapping[str, list[Statement] | str]:
        """Return for each content id the statements, or why the source can't be read."""
        known = self._shelter.load(self._file)
        known = known if isinstance(known, dict) else {}
        wanted = list(dict.fromkeys(ids))
        missing = [identity for identity in wanted if identity not in known]
        for identity, content in contents(missing) if missing else ():
            try:
                known[identity] = list(self._find(parse(content)))
            except SourceUnreadable as fault:
                known[identity] = fault.reason
        if missing:
            fresh = {identity: known[identity] for identity in wanted if identity in known}
            others = [identity for identity in known if identity not in fresh][: max(0, _MOST - len(fresh))]
            self._shelter.save(self._file, {**fresh, **{identity: known[identity] for identity in others}})
        return {
            identity: said if isinstance(said := known.get(identity, []), str) else [Statement(*each) for each in said]
            for identity in wanted
        }
