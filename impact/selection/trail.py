"""Following changed names through the project, to a fixed point."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from impact.selection.bases import Bases
from impact.selection.handed import Holders
from impact.selection.offspring import Offspring
from impact.selection.protocols import Protocols
from impact.selection.reach import Reach
from impact.selection.settings import Settings
from impact.selection.sources import Sources
from impact.source.difference import Difference, spread
from impact.source.mentions import BOUND, ENUMERATES, GETS_MODULES


class Surroundings:
    """What is known of the project around a difference, each found when it is first asked for."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.bases = Bases(sources)
        self.offspring = Offspring(sources, self.bases)
        self.protocols = Protocols(sources)
        self.reach = Reach(sources, self.bases)
        self.holders = Holders(sources, self.bases)
        self.settings = Settings(sources, self.bases)


@dataclass(slots=True)
class Trail:
    """Where a difference leads: who mentions one of the names, who mentions what was computed from these, and so on.

    - `identifiers`: the names that tell.
    - `family`: (place, qualname) of the classes of which objects may behave in another way.
    - `classes`: by place the qualnames of all classes that differ, themselves or by a member.
    - `everyone`: places of modules on which everybody can tell.
    - `changed`: places of modules of which names, or members of classes, may have other values.
    - `open`: whether somebody may hold one of the changed modules and find the names in it without spelling them.
    - `reached`: places of sources that mention one of the names.
    """

    around: Surroundings
    identifiers: set[str] = field(default_factory=set)
    family: set[tuple[str, str]] = field(default_factory=set)
    classes: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    everyone: set[str] = field(default_factory=set)
    changed: set[str] = field(default_factory=set)
    open: bool = False
    reached: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, around: Surroundings, differences: Mapping[str, Difference]) -> Trail:
        """Return where differences lead, given by the places of the modules."""
        trail = cls(around)
        for place, difference in differences.items():
            trail._take(place, difference)
        if differences:
            trail._follow()
        return trail

    def _take(self, place: str, difference: Difference) -> None:
        if not difference.nobody and place not in self.changed:
            self.changed.add(place)
            self.open = self.open or self.around.holders.may_hold(place)
        self.identifiers |= difference.identifiers
        self.identifiers |= {name.rpartition(".")[2] for name in difference.family}
        self.family |= {(place, name) for name in difference.family}
        for name in (*difference.family, *(owner for owner, _ in difference.members)):
            self.classes[place].add(name)
        if difference.everyone or (difference.names and self.around.settings.take_from(place, self.changed)):
            self.everyone.add(place)

    def _follow(self) -> None:
        around = self.around
        while True:
            size = self._size
            self.identifiers |= around.protocols.asking_for(self.identifiers)
            unspelled = ENUMERATES if self.open else GETS_MODULES
            self.reached = around.sources.mentioning([*self.identifiers, unspelled, f"{BOUND}*"])
            for each in self.reached:
                analysis = around.sources.find(each)
                if analysis is not None:
                    found = spread(
                        analysis,
                        self.identifiers,
                        standing=around.bases.standing,
                        alone=around.offspring.is_harmless,
                        sees_all=around.reach.can_see(each, self.changed),
                    )
                    self._take(each, found)
            if size == self._size:
                return

    @property
    def _size(self) -> tuple[int, ...]:
        return len(self.identifiers), len(self.family), len(self.everyone), len(self.changed), self.open
