"""What one process told, gathered: who entered and touched what, and what was imported from outside the project."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from impact.recording.delta import Delta
from impact.recording.places import Place


@dataclass(frozen=True, slots=True)
class Told:
    """The rows of all deltas.

    - `contents`: of each path, the content id that it was first imported with.
    - `unsteady`: the paths that were imported with more than one.
    - `places`: to which the numbers in `entered` refer; that is by node, as is `touched`.
    - `foreign`: the top-level names that were imported from outside the project.
    """

    contents: dict[str, str] = field(default_factory=dict)
    unsteady: set[str] = field(default_factory=set)
    places: list[Place] = field(default_factory=list)
    entered: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    touched: defaultdict[str, set[tuple[str, str, str, str]]] = field(default_factory=lambda: defaultdict(set))
    foreign: set[str] = field(default_factory=set)

    def absorb(self, delta: Delta) -> set[str]:
        """Take in the rows of another delta; return the nodes that entered more, the tests apart."""
        self.places.extend((path, qualname, line) for path, qualname, line in delta["places"])
        for path, loads in delta["modules"].items():
            for _, _, content in loads:
                if self.contents.setdefault(path, content) != content:
                    self.unsteady.add(path)
        self.foreign.update(delta["foreign"])
        for node, touched in delta["touched"].items():
            self.touched[node].update((kind, place, aspect, seen) for kind, place, aspect, seen in touched)
        grown = set()
        for node, numbers in delta["entered"].items():
            if node[0] != "t" and not self.entered[node].issuperset(numbers):
                grown.add(node)
            self.entered[node].update(numbers)
        return grown
