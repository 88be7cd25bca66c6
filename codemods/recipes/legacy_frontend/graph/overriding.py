"""Templates that somebody else's code asks for: those that Django, its admin, and installed applications look up."""

from __future__ import annotations

from collections.abc import Iterable

from codemods.recipes.legacy_frontend.graph.files import root_names
from codemods.recipes.legacy_frontend.python.reading import PythonFacts

_DJANGO = frozenset({"registration", "admin", "django", "gis", "sitemap.xml", "robots.txt", "404.html", "500.html", "403.html",
                     "400.html", "403_csrf.html", "404.txt", "500.txt"})  # fmt: skip


def foreign_folders(facts: Iterable[PythonFacts]) -> frozenset[str]:
    """Return the folders of templates that belong to Django and to installed applications that are not in the tree."""
    known = list(facts)
    own = {part for fact in known for part in fact.path.split("/")[:-1]}
    installed = {name for fact in known for name in fact.installed if "*" not in name}
    parts = {part for name in installed for part in name.split(".") if name.split(".")[0] not in own}
    return _DJANGO | frozenset(parts)


def is_asked_for_elsewhere(path: str, foreign: frozenset[str]) -> bool:
    """Whether a template has a name by which such code may ask for it, so that nothing in the tree has to."""
    return any(name.split("/")[0] in foreign for name in root_names(path))
