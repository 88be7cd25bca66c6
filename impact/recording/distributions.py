"""Claims on installed distributions: from the names that code imports to the versions that it rests on."""

from __future__ import annotations

from collections.abc import Iterable

from impact.installed import TOOLS, Installed
from impact.model import WHOLE, Claim, Dependency, Kind


class Distributions:
    """Makes the claims, each of them once."""

    def __init__(self, installed: Installed) -> None:
        self._installed = installed
        self._claims: dict[str, Claim] = {}

    def behind(self, tops: Iterable[str]) -> list[Claim]:
        """Return the claims on what provides these top-level names."""
        return [self._claim(name) for name in self._installed.behind(tops)]

    def behind_nobody(self, loaded: Iterable[str], named: Iterable[str]) -> list[Claim]:
        """Return the claims on what provides loaded names, but for the named ones and for tools of testing.

        No module of the project imports them: a framework or a plugin did.
        """
        others = self._installed.behind(loaded) - self._installed.behind(named) - TOOLS
        return [self._claim(name) for name in others]

    def _claim(self, name: str) -> Claim:
        if name not in self._claims:
            dependency = Dependency(Kind.DISTRIBUTION, name)
            self._claims[name] = Claim(dependency, frozenset({(WHOLE, self._installed.identity(name))}))
        return self._claims[name]
