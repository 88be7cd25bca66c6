"""Reading settings: where templates are looked for, in which order, and which scripts and styles are bundled."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from codemods.recipes.legacy_frontend.python.bindings import Frame
from codemods.recipes.legacy_frontend.python.values import Values
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import Texts

_GROUPS = {"PIPELINE_JS": "js", "PIPELINE_CSS": "css", "JAVASCRIPT": "js", "STYLESHEETS": "css"}
_SAME = frozenset("abspath resolve realpath Path path str normpath expanduser absolute".split())


@dataclass(frozen=True, slots=True)
class Group:
    """A bundle: `js:NAME` or `css:NAME`, and the names of its files, with patterns where they are globbed."""

    name: str
    texts: Texts
    line: int


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to look templates up: folders under the root, in their order; `how` is the setting that says so."""

    path: str
    line: int
    how: str
    folders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """What one settings module says. `folders` are those of static files."""

    groups: tuple[Group, ...] = ()
    engines: tuple[Engine, ...] = ()
    folders: tuple[str, ...] = ()


def read_settings(path: str, top: Frame, values: Values) -> Settings:
    """Read the module level of a source; one that sets nothing of this gives an empty answer."""
    folders = _Folders(path, top)
    groups: list[Group] = []
    engines: list[Engine] = []
    static: list[str] = []
    for name in ("PIPELINE_JS", "PIPELINE_CSS", "PIPELINE"):
        for binding in top.names.get(name, ()):
            groups += _groups(name, binding.value, values)
    for binding in top.names.get("TEMPLATES", ()):
        for each in ast.walk(binding.value):
            if isinstance(each, ast.Dict):
                found = [value for key, value in _items(each) if key == "DIRS"]
                engines += [_engine(path, value, "TEMPLATES", folders) for value in found]
    for name in ("MAKO_TEMPLATES", "MAKO_TEMPLATE_DIRS_BASE", "TEMPLATE_DIRS"):
        for binding in top.names.get(name, ()):
            value = (
                binding.value.values[0]
                if isinstance(binding.value, ast.Dict) and binding.value.values
                else binding.value
            )
            engines.append(_engine(path, value, name, folders))
    for binding in top.names.get("STATICFILES_DIRS", ()):
        static += folders.all_in(binding.value)
    return Settings(tuple(groups), tuple(each for each in engines if each.folders), tuple(static))


def _items(node: ast.Dict) -> Iterator[tuple[str, ast.expr]]:
    for key, value in zip(node.keys, node.values, strict=True):
        if isinstance(key, ast.Constant):
            yield str(key.value), value


def _groups(name: str, node: ast.expr, values: Values) -> Iterator[Group]:
    if not isinstance(node, ast.Dict):
        return
    for key, value in _items(node):
        if key in _GROUPS and name == "PIPELINE":
            yield from _groups(key, value, values)
        elif isinstance(value, ast.Dict) and name in _GROUPS:
            for inner, listed in _items(value):
                if inner == "source_filenames":
                    yield Group(f"{_GROUPS[name]}:{key}", values.texts(listed), value.lineno)


def _engine(path: str, node: ast.expr, how: str, folders: _Folders) -> Engine:
    return Engine(path, node.lineno, how, tuple(folders.all_in(node)))


class _Folders:
    """Works out folders that settings compose from `__file__`."""

    def __init__(self, path: str, top: Frame) -> None:
        self._path, self._top = path, top

    def all_in(self, node: ast.expr) -> list[str]:
        """Return the folders of a list, those that can be told."""
        match node:
            case ast.List(elts=elements):
                return [found for each in elements for found in self.all_in(each)]
            case ast.Tuple(elts=[ast.Constant(value=str()), folder]):  # (prefix, folder), as STATICFILES_DIRS may say
                return self.all_in(folder)
            case ast.Tuple(elts=elements):
                return [found for each in elements for found in self.all_in(each)]
            case ast.Subscript(value=ast.Name(id=name)) if name in self._top.names:
                return [found for each in self._top.names[name] for found in self.all_in(each.value)]
            case ast.Dict(values=[first, *_]):
                return self.all_in(first)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return [*self.all_in(left), *self.all_in(right)]
        found = self._one(node, 0)
        return [] if found is None or found.startswith("..") else [found]

    def _one(self, node: ast.expr, depth: int) -> str | None:
        """Return one path under the root, "" for the root itself, None where it can't be told."""
        if depth > 20:
            return None
        match node:
            case ast.Name(id="__file__"):
                return self._path
            case ast.Constant(value=str() as text):
                return text
            case ast.Name(id=name):
                found = (self._one(binding.value, depth + 1) for binding in self._top.names.get(name, ()))
                return next((each for each in found if each is not None), None)
            case ast.BinOp(left=left, op=ast.Div() | ast.Add(), right=right):
                return self._joined([left, right], depth)
            case ast.Attribute(value=inner, attr="parent"):
                return _up(self._one(inner, depth + 1))
            case ast.Subscript(value=ast.Attribute(value=inner, attr="parents"), slice=ast.Constant(value=int() as up)):
                return _up(self._one(inner, depth + 1), up + 1)
            case ast.Call():
                return self._called(node, depth)
        return None

    def _called(self, node: ast.Call, depth: int) -> str | None:
        """Return what a call makes of a path: `path.dirname()` and `os.path.dirname(path)` are the same."""
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr="dirname"), args=[]):
                return _up(self._one(inner, depth + 1))
            case ast.Call(func=ast.Attribute(value=inner, attr=name), args=[]) if name in _SAME:
                return self._one(inner, depth + 1)
            case ast.Call(args=[first, *rest]):
                name = dotted(node).rpartition(".")[2]
                if name in ("join", "joinpath"):
                    return self._joined([first, *rest], depth)
                found = self._one(first, depth + 1)
                return _up(found) if name == "dirname" else found if name in _SAME else None
        return None

    def _joined(self, parts: list[ast.expr], depth: int) -> str | None:
        found = [self._one(part, depth + 1) for part in parts]
        if any(part is None for part in found):
            return None
        joined = posixpath.normpath("/".join(part.strip("/") for part in found if part))
        return "" if joined == "." else joined


def _up(path: str | None, steps: int = 1) -> str | None:
    """Return the folder so many steps above; above the root there is none that we know."""
    for _ in range(steps):
        path = posixpath.dirname(path) if path else None
    return path
