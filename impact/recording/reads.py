"""From what a process reads to the dependencies of the node that runs: files, folders, names in them, variables."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping

from impact.installed import distribution_id, import_name
from impact.model import ABSENT, WHOLE, Kind, digest
from impact.recording.adoption import Row, without_products
from impact.recording.owned import Owned, Touch
from impact.recording.searches import Searches
from impact.recording.territory import Territory
from impact.tree import MISSING, NO_LINK, THERE, as_link

_DESCRIBING = re.compile(r"(.+?)(?:-[^-]*)*\.(?:dist|egg)-info$")
"""The name of a folder that describes an installed distribution."""
_OUR_VARIABLES = ("PYTEST_", "COV_", "COVERAGE_", "_PYTEST")


class Reads:
    """Books reads of what the project owns. What the tests made is their product, no dependency."""

    def __init__(self, territory: Territory, touch: Touch) -> None:
        self._territory, self._touch = territory, touch
        owned = Owned(territory, touch)
        self.products = owned.products
        self._place, self._content, self._pass_links = owned.place, owned.content, owned.pass_links
        self._searches = Searches(
            self.sought,
            missing=lambda name: self._module_outside(name, ABSENT),
            outside=self._module_outside,
            owned=lambda path: self._place(path) is not None,
        )
        self._variables = dict(os.environ)

    def opened(self, path: str, writes: bool, reads: bool) -> None:
        """Book the content of a file, or that it is not there."""
        place = self._place(path)
        if place is None:
            self._described(path)
            return
        if writes:
            there = reads and os.path.lexists(path)
            self.products.changes(place)
            if not there:
                return
        if self.products.is_product(place):
            if (behind := _behind(path)) is not None:
                self.opened(behind, writes=False, reads=True)
            return
        content, before = self._content(place), self.products.before_of(place)
        if before is not None and content != before:
            return
        if content == ABSENT:
            self._name(place)
        else:
            self._touch(Kind.FILE, place, content, WHOLE)

    def changes(self, path: str, link: bool = False) -> None:
        """Remember what stands at a path, or that nothing does: from now on it is a product of the tests."""
        place = self._place(path)
        if place is not None:
            self.products.changes(place)
            if link or os.path.islink(path):
                self._territory.forget_links()

    def moves(self, path: str, to: str, stays: bool) -> None:
        """Book the content of a file that gets another path, or a further one (`stays`), and remember both places."""
        place, target = self._place(path), self._place(to)
        if place is not None and os.path.isfile(path):
            self.opened(path, writes=False, reads=True)
        if place is not None and not stays:
            self.products.moves(place, target)
        elif target is not None:
            self.products.changes(target)
        if (place or target) is not None and (os.path.islink(path) or os.path.isdir(path)):
            self._territory.forget_links()

    def _described(self, path: str) -> None:
        """Book the distribution whose metadata is read."""
        folder, name = os.path.split(path)
        if name in ("METADATA", "PKG-INFO") and (found := _DESCRIBING.match(os.path.basename(folder))):
            self._touch(Kind.DISTRIBUTION, found[1], distribution_id(found[1]), WHOLE)

    def listed(self, path: str) -> None:
        """Book the names in a folder, without those that the tests made."""
        place = self._place(path)
        if place is None:
            return
        if not self.products.is_product(place):
            self._touch(Kind.DIRECTORY, place, self.products.listing(place), WHOLE)
        elif (behind := _behind(path)) is not None:
            self.listed(behind)

    def sought(self, path: str) -> None:
        """Book whether a name is in a folder."""
        place = self._place(path)
        if place is None:
            return
        if not self.products.is_product(place):
            self._name(place)
        elif (behind := _behind(path)) is not None:
            self.sought(behind)

    def resolved(self, path: str) -> None:
        """Book where a link leads, or that a path is none: whether anything is there makes no difference."""
        place = self._place(path)
        if place is None or os.path.islink(path):
            self.sought(path)
            return
        folder, _, name = place.rpartition("/")
        if name not in ("", ".", "..") and not self.products.is_product(place):
            self._touch(Kind.DIRECTORY, folder or ".", NO_LINK, as_link(name))

    def sought_module(self, name: str, folders: Iterable[str] = ()) -> None:
        """Remember the module: whether it was found is known later."""
        self._searches.sought(name, folders)

    def missing_modules(self) -> None:
        """Book the modules that were looked for and not loaded since the last call."""
        self._searches.settle()

    def passed_by(self, name: str, found: str) -> None:
        """Book that nothing stands where Python looked before it came to the file `found` of a module."""
        self._pass_links(found)
        self._searches.passed_by(name, found)

    def _module_outside(self, name: str, content: str | None = None) -> None:
        """Book whether and as what a top-level module is installed."""
        known = import_name(name)
        self._touch(Kind.DISTRIBUTION, known, distribution_id(known) if content is None else content, WHOLE)

    def read_variable(self, name: str, value: str | None, reader: str) -> None:
        """Book an environment variable that project code read, as it was when the run began."""
        if name.startswith(_OUR_VARIABLES) or self._territory.place(reader) is None:
            return
        if value == self._variables.get(name):  # else the tests set it: it is their product
            self._touch(Kind.VARIABLE, name, variable_id(value), WHOLE)

    def of_child(self, touched: Iterable[Row], made: Mapping[str, str], names: str) -> Iterator[Row]:
        """Return what a child process touched, without the products of the tests, of which it does not know all.

        `made` tells what stood at the places where it wrote; `names` is the fingerprint under which the whole tree is
        booked here.
        """
        self.products.adopt(made)
        return without_products(touched, names, self.products, lambda name: variable_id(self._variables.get(name)))

    def _name(self, place: str) -> None:
        folder, _, name = place.rpartition("/")
        if name in ("", ".", ".."):
            return
        there = THERE if os.path.lexists(self._territory.path(place)) else MISSING
        self._touch(Kind.DIRECTORY, folder or ".", there, name)


def _behind(path: str) -> str | None:
    """Return where a link leads to: if a test made it, that may have been there before. None if it leads nowhere."""
    behind = os.path.realpath(path) if os.path.islink(path) else path
    return behind if behind != path and not os.path.islink(behind) else None


def variable_id(value: str | None) -> str:
    """Return the content id of an environment variable's value."""
    return ABSENT if value is None else digest([value])
