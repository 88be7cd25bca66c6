"""From paths to the places that the project owns, and the content ids of what stands there."""

from __future__ import annotations

import os
from collections.abc import Callable

from impact.model import WHOLE, Kind
from impact.recording.products import Products
from impact.recording.territory import Territory
from impact.tree import is_noise, read, signature

Touch = Callable[[Kind, str, str, str], None]
"""Books kind, place, fingerprint and aspect to the node that runs."""


class Owned:
    """Knows the places under the root, and which of them are products of the tests.

    Linked folders that lead to a path are booked when its place is asked for: whoever reads there rests on them.
    """

    def __init__(self, territory: Territory, touch: Touch) -> None:
        self._territory, self._touch = territory, touch
        self.products = Products(self.content, territory.path)
        self._contents: dict[str, tuple[object, str]] = {}

    def place(self, path: str) -> str | None:
        """Return the place of a path; None outside the root, and where tools put what they make."""
        if not os.path.isabs(path):
            try:
                path = os.path.join(os.getcwd(), path)
            except OSError:
                return None
        place = self._territory.place(path)
        if self._territory.links:
            self.pass_links(path)
        # What lies outside the root belongs to the machine, not to the project.
        if place is None or place.startswith("../") or any(is_noise(part) for part in place.split("/")):
            return None
        return place

    def pass_links(self, path: str) -> None:
        """Book the targets of the linked folders that lead to a path, which `Territory.place` was asked for."""
        for link in self._territory.links.get(path, ()):
            content, before = self.content(link), self.products.before_of(link)
            if before is None or content == before:
                self._touch(Kind.FILE, link, content, WHOLE)

    def content(self, place: str) -> str:
        """Return the present content id of a place. A file is read again only where its signature differs."""
        path = self._territory.path(place)
        seen = signature(path)
        known = self._contents.get(place)
        if known is not None and known[0] == seen:
            return known[1]
        content = read(path)[1].content
        self._contents[place] = seen, content
        return content
