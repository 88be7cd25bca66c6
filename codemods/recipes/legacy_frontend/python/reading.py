"""One Python source, read once: all that the graph and the inventory want to know of it, without its syntax tree."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from codemods.recipes.legacy_frontend.python.bindings import Frame, Function, bind, imports_of
from codemods.recipes.legacy_frontend.python.rendering import Render, find_renders
from codemods.recipes.legacy_frontend.python.settings import Settings, read_settings
from codemods.recipes.legacy_frontend.python.signs import Sign, find_signs
from codemods.recipes.legacy_frontend.python.urlconf import UrlEntry, find_entries
from codemods.recipes.legacy_frontend.python.values import HOLE, Values, closed
from codemods.recipes.legacy_frontend.python.views import dotted, find_views
from codemods.recipes.legacy_frontend.references import SUFFIXES, Reference, Texts, mention
from codemods.sources.python import Python

_SHORT = re.compile(r"[\w./-]{2,80}")
_WORD = re.compile(r"[^\W\d]\w*")
_COMPOSED = ast.BinOp | ast.JoinedStr | ast.Call


@dataclass(frozen=True, slots=True)
class Definition:
    """A view: its name in the file, its first and last line, decorators, methods, and how often it names itself."""

    name: str
    line: int
    end: int
    is_class: bool
    decorators: tuple[str, ...]
    methods: tuple[str, ...]
    own_mentions: int


@dataclass(frozen=True, slots=True)
class Attributes:
    """A class: its bases as spelled, and the texts that its attributes may have."""

    name: str
    bases: tuple[str, ...]
    texts: Mapping[str, Texts]


@dataclass(frozen=True, slots=True)
class Callee:
    """A function that something is known of by its callers only: its parameters with the texts of their defaults."""

    name: str
    parameters: tuple[tuple[str, Texts | None], ...]
    is_method: bool


@dataclass(frozen=True, slots=True)
class PythonFacts:
    """What one source says.

    `words` counts the identifiers, in code and in strings; `strings` are short literals without a space; `installed`
    are the applications of a settings module; `uses` are the dotted names that each outermost function or class uses.
    """

    path: str
    module: str
    imports: Mapping[str, str]
    definitions: tuple[Definition, ...]
    renders: tuple[Render, ...]
    entries: tuple[UrlEntry, ...]
    references: tuple[Reference, ...]
    settings: Settings
    signs: tuple[Sign, ...]
    classes: tuple[Attributes, ...]
    functions: tuple[Callee, ...]
    words: Counter[str] = field(default_factory=Counter)
    strings: frozenset[str] = frozenset()
    installed: Texts = frozenset()
    uses: Mapping[str, frozenset[str]] = field(default_factory=dict)


def read_python(source: Python) -> PythonFacts:
    """Read a source.

    :raises SourceUnreadable: if it can't be parsed.
    """
    tree = source.tree
    top, places = bind(tree)
    values = Values(places)
    imports = imports_of(tree, source.package)
    renders = tuple(find_renders(source.path, places, values, imports))
    settings = read_settings(source.path, top, values)
    rendered = (render.texts for render in renders)
    told = frozenset().union(*(group.texts for group in settings.groups), *rendered)
    wanted = {hole.partition("|")[0] for render in renders for text in render.texts for hole in HOLE.findall(text)}
    frames = [frame for frame in _frames(top) if frame.outer is not None]
    is_conf = "urlpatterns" in top.names
    return PythonFacts(
        source.path,
        source.module,
        imports,
        tuple(_definitions(source.path, tree)),
        renders,
        tuple(find_entries(source.path, source.module, places, values, imports)) if is_conf else (),
        tuple(_mentions(places, values, told)),
        settings,
        tuple(find_signs(places)),
        tuple(_classes(frames, values)),
        tuple(_function(each, values) for each in frames if each.name in wanted and not each.is_class),
        Counter(_words(tree)),
        frozenset(_short(places)),
        frozenset().union(*(values.bound(each) for each in top.names.get("INSTALLED_APPS", ()))),
        dict(_uses(top, source.module, imports)),
    )


def _frames(frame: Frame) -> Iterator[Frame]:
    yield frame
    for inner in frame.inner.values():
        yield from _frames(inner)


def _function(frame: Frame, values: Values) -> Callee:
    given = tuple(
        (name, None if default is None else closed(values.texts(default))) for name, default in frame.parameters.items()
    )
    return Callee(frame.name, given, frame.outer is not None and frame.outer.is_class)


def _classes(frames: list[Frame], values: Values) -> Iterator[Attributes]:
    for frame in frames:
        if isinstance(frame.node, ast.ClassDef):
            texts = {
                name: closed(frozenset().union(*(values.bound(each) for each in bindings)))
                for name, bindings in frame.names.items()
                if "emplate" in name or name.isupper()
            }
            texts.update(
                {
                    name: closed(frozenset().union(*(values.texts(each) for each in _returned(inner.node))))
                    for name, inner in frame.inner.items()
                    if "emplate" in name
                }
            )
            yield Attributes(frame.name, tuple(map(dotted, frame.node.bases)), texts)


def _returned(node: ast.AST) -> list[ast.expr]:
    """Return what a property returns."""
    return [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value is not None]


def _definitions(path: str, tree: ast.Module) -> Iterator[Definition]:
    for view in find_views(path, tree):
        own = sum(word == view.name for word in _words(view.node))
        yield Definition(view.name, view.line, view.end, view.is_class, view.decorators, view.methods, own)


def _mentions(places: Mapping[ast.AST, Frame], values: Values, told: Texts) -> Iterator[Reference]:
    """Yield what strings name, whatever they are for; docstrings are left out, and what is told of already."""
    idle = {id(each) for node in places for each in _docstring(node)}
    for node, frame in places.items():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in idle:
            if node.value in told:
                continue
            found = mention([node.value], node.lineno, frame.name)
        elif isinstance(node, _COMPOSED) and _composes(node):
            found = mention(closed(values.texts(node)), node.lineno, frame.name)
        else:
            continue
        if found is not None:
            yield found


def _composes(node: ast.expr) -> bool:
    """Whether an expression puts a text together of which some part looks like that of a path."""
    match node:
        case ast.JoinedStr(values=parts):
            return any(map(_like_path, parts))
        case ast.BinOp(op=ast.Add() | ast.Mod() | ast.Div(), left=left, right=right):
            return _like_path(left) or _like_path(right)
        case ast.Call(func=ast.Attribute(attr="format", value=form)):
            return _like_path(form)
        case ast.Call(func=ast.Attribute(attr="join"), args=args):
            return any(map(_like_path, args))
    return False


def _like_path(node: ast.expr) -> bool:
    if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or len(node.value) > 200:
        return False
    return "/" in node.value or node.value.endswith(SUFFIXES)


def _docstring(node: ast.AST) -> Iterator[ast.expr]:
    if isinstance(node, ast.Module | ast.ClassDef | Function) and node.body:
        first = node.body[0]
        if isinstance(first, ast.Expr):
            yield first.value


def _short(places: Mapping[ast.AST, Frame]) -> Iterator[str]:
    for node in places:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SHORT.fullmatch(node.value):
            yield node.value


def _uses(top: Frame, module: str, imports: Mapping[str, str]) -> Iterator[tuple[str, frozenset[str]]]:
    for name, frame in top.inner.items():
        used = {each.id for each in ast.walk(frame.node) if isinstance(each, ast.Name)} - {name}
        own = {f"{module}.{each}" for each in used & top.inner.keys()}
        yield name, frozenset(own | {imports[each] for each in used & imports.keys()})


def _words(tree: ast.AST) -> Iterator[str]:
    """Yield the identifiers that are used; a definition is no use of its name."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                yield name
            case ast.alias(name=name):
                yield from name.split(".")
            case ast.Constant(value=str() as text) if len(text) < 2000:
                yield from _WORD.findall(text)
