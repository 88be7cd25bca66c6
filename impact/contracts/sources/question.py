"""Which graph is wanted, and of what."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from impact.contracts.kinds import RUNTIME, TEMPLATE
from impact.contracts.sources.places import Listing
from impact.contracts.sources.shelter import Shelter


@dataclass(frozen=True, slots=True)
class Question:
    """Which graph is wanted.

    - `with_external`, `without_type_checking`: as the options of the session say.
    - `kinds`: of these edges; none means all that import-linter looks at.
    - `aliases`: the lines of the option of this name.
    """

    with_external: bool = False
    without_type_checking: bool = False
    kinds: frozenset[str] = frozenset()
    aliases: tuple[str, ...] = ()

    @property
    def rests_on_more(self) -> bool:
        """Whether the answer rests on more than the sources, so that keeping it for the same sources would be wrong."""
        return not self.kinds.isdisjoint(("strings", TEMPLATE, RUNTIME))

    def facts(self, roots: Iterable[str]) -> list[str]:
        """Return the question in builtins, by which it is told from others whose answers are kept beside."""
        flags = [str(self.with_external), str(self.without_type_checking)]
        path = sys.path if self.aliases else []
        return [*flags, *sorted(roots), "kinds", *sorted(self.kinds), "aliases", *self.aliases, *path]


class Sources(Protocol):
    """The sources that a graph is made of. `root` is the folder of the configuration, and of the map."""

    @property
    def roots(self) -> tuple[str, ...]:
        """The names of the root packages."""

    @property
    def root(self) -> Path:
        """The folder of the configuration, and of the impact map."""

    @property
    def shelter(self) -> Shelter:
        """Where it is kept what was learned."""

    @property
    def listing(self) -> Listing:
        """All modules."""

    @property
    def ids(self) -> Mapping[str, str]:
        """Their content ids."""

    def contents_of(self, identities: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Yield content ids and their contents."""
