"""The files of a frontend: what each is, which are tests or vendored, which folders names are told from, and links."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codemods.recipes.legacy_frontend.graph.model import Kind
from codemods.running.files import Root, find_files

_TEMPLATES = frozenset({".html", ".htm", ".mako", ".mak", ".mustache", ".underscore", ".djhtml", ".txt", ".xml"})
_SCRIPTS = frozenset({".js", ".coffee", ".jsx"})
_STYLES = frozenset({".css", ".scss", ".sass", ".less"})
_OTHER = frozenset({".py", ".json", ".yml", ".yaml", ".toml", ".ini", ".cfg", ".sh", ".rb", ".conf", ".csv"})
SUFFIXES = _TEMPLATES | _SCRIPTS | _STYLES | _OTHER
_TEST_PARTS = frozenset({"test", "tests", "spec", "specs", "spec_helpers", "__tests__", "features", "acceptance", "bok_choy", "fixtures", "mock", "mocks"})
_TEST_NAME = re.compile(r"(?:^test_|_test\.|_tests\.|^tests?\.|[_.-]spec\.|^karma|^conftest\.|^jasmine|_spec_helper|^testing\.)")
_VENDORED = frozenset({"vendor", "vendors", "node_modules", "bower_components", "third_party", "third-party"})
_ROOTS = frozenset({"templates", "static", "jinja2", "mako", "assets", "public", "sass", "scss"})


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a tree.

    - `paths`: all files that may be of the frontend, or refer to it, by path under the root; tests are not among them;
    - `tests`: those that belong to tests;
    - `names`: other paths under which a file is found too, through links between folders: pairs of name and path.
    """

    root: Path
    paths: tuple[str, ...]
    tests: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


def list_files(root: Root, places: Sequence[Path]) -> Listing:
    """List the files below some places.

    :raises PlaceAbsent: if one of them is not there.
    :raises GitFailed: if git can't list a checkout.
    """
    paths: list[str] = []
    tests: list[str] = []
    for found in find_files(root, places, SUFFIXES):
        if isinstance(found, str):
            (tests if is_test(found) else paths).append(found)
    return Listing(root.path, tuple(paths), tuple(tests), tuple(_through_links(root.path, paths)))


def is_test(path: str) -> bool:
    """Whether a file belongs to tests: by a folder above it, or by its name."""
    parts = PurePosixPath(path).parts
    return any(part in _TEST_PARTS for part in parts[:-1]) or _TEST_NAME.search(parts[-1]) is not None


def is_vendored(path: str) -> bool:
    """Whether a file is somebody else's, copied here: it is referred to, and neither read nor judged."""
    parts = PurePosixPath(path).parts
    return any(part in _VENDORED for part in parts[:-1]) or ".min." in parts[-1]


def kind_of_file(path: str) -> Kind:
    """Return what a file is by its suffix; a text or XML file is a template only in a folder of templates."""
    suffix = PurePosixPath(path).suffix.lower()
    if suffix in _SCRIPTS:
        return Kind.SCRIPT
    if suffix in _STYLES:
        return Kind.STYLE
    if suffix in _TEMPLATES and (suffix not in (".txt", ".xml") or "templates" in PurePosixPath(path).parts[:-1]):
        return Kind.TEMPLATE
    return Kind.OTHER


def root_names(path: str) -> list[str]:
    """Return the names under which a file may be asked for: what follows each folder such as `templates` or `static`.

    The longest comes first.
    """
    parts = path.split("/")
    return ["/".join(parts[index + 1 :]) for index, part in enumerate(parts[:-1]) if part in _ROOTS]


def _through_links(root: Path, paths: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Yield the names that links between folders give to files; a link to a folder around itself is left out."""
    folders = {str(folder) for path in paths for folder in PurePosixPath(path).parents}
    links: list[tuple[str, str]] = []
    for folder in sorted(folders):
        with os.scandir(root / folder) as entries:
            for entry in entries:
                if entry.is_symlink() and entry.is_dir():
                    target = Path(os.path.realpath(entry.path))
                    if target.is_relative_to(root.resolve()):
                        name = target.relative_to(root.resolve()).as_posix()
                        links.append((f"{folder}/{entry.name}".removeprefix("./"), name))
    for link, target in links:
        if not link.startswith(target + "/"):
            yield from ((link + path[len(target) :], path) for path in paths if path.startswith(target + "/"))
