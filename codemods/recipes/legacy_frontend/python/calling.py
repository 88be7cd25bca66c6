"""Following templates through functions that take their name: what callers, URL confs and subclasses give."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codemods.recipes.legacy_frontend.python.bindings import bind, imports_of
from codemods.recipes.legacy_frontend.python.reading import Attributes, Callee, PythonFacts
from codemods.recipes.legacy_frontend.python.rendering import RENDERERS, Render
from codemods.recipes.legacy_frontend.python.values import HOLE, Values, closed, fill
from codemods.recipes.legacy_frontend.python.views import dotted
from codemods.recipes.legacy_frontend.references import UNKNOWN, Texts
from codemods.sources.python import Python

_ROUNDS = 4
_PLAIN = frozenset(RENDERERS) - {"render", "get_template"}
"""Functions of these names render, whosever they are: their calls are found as renders."""
RENDERER = "renderer"
"""How a place renders that is the inside of a function whose every call is known as a render."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function that renders what it is given: the texts of each parameter; None for one left out.

    `is_value`: the function is not called here but handed on, so that nobody knows what it will be given.
    """

    path: str
    line: int
    owner: str
    function: str
    given: Mapping[str, Texts]
    is_value: bool = False


Opener = Callable[[str], Python | None]


def link(facts: Mapping[str, PythonFacts], opened: Opener, holding: Callable[[str], Iterable[str]]) -> list[Render]:
    """Return every render with its holes filled, and one for each call of a function that renders what it is given.

    `opened` gives the source of a path; `holding` the paths of the sources in which a word stands.
    """
    families = _Families(each for fact in facts.values() for each in fact.classes)
    renders = [replace(each, texts=families.fill(each.texts)) for fact in facts.values() for each in fact.renders]
    callees = {(fact.path, each.name): each for fact in facts.values() for each in fact.functions}
    calls: dict[tuple[str, str], list[Call]] = {}
    done: list[Render] = []
    for _ in range(_ROUNDS):
        hollow = [each for each in renders if any(map(HOLE.search, each.texts))]
        done += [each for each in renders if not any(map(HOLE.search, each.texts))]
        renders = []
        for each in hollow:
            key = each.path, next(hole for text in each.texts for hole in HOLE.findall(text)).partition("|")[0]
            if key[1].rpartition(".")[2] in _PLAIN:
                done.append(replace(each, how=RENDERER))  # each of its calls is a render of its own
                continue
            if key not in calls:
                known = callees.get(key)
                calls[key] = list(_calls(facts, key, known, opened, holding)) if known else []
            made = list(_through(each, key[1], calls[key], callees.get(key)))
            callee = callees.get(key)
            relayed = bool(made) and callee is not None and not callee.is_method
            done.append(replace(each, texts=_told(each, made, callee), is_relayed=relayed))
            renders += [replace(new, texts=families.fill(new.texts)) for new in made]
    return done + [replace(each, texts=closed(each.texts)) for each in renders]


def _told(render: Render, made: Iterable[Render], callee: Callee | None) -> Texts:
    """Return what a render gives by all that was found out about its holes."""
    found = frozenset().union(*(closed(each.texts) for each in made))
    if callee is not None and (callee.is_method or not found):  # others may call a method of this name
        defaults = dict(callee.parameters)
        found |= closed(fill(render.texts, lambda hole: defaults.get(hole.rpartition("|")[2]) or UNKNOWN))
    return found or closed(render.texts)


def _says(call: Call, render: Render, function: str) -> bool:
    """Whether a call gives any of the parameters that a render asks for."""
    holes = {hole for text in render.texts for hole in HOLE.findall(text)}
    return any(f"{function}|{name}" in holes for name in call.given)


def _through(render: Render, function: str, calls: list[Call], callee: Callee | None) -> Iterator[Render]:
    defaults = dict(callee.parameters) if callee else {}
    for call in calls:

        def value(hole: str, call: Call = call) -> Texts | None:
            holder, _, name = hole.rpartition("|")
            if holder != function:
                return None
            if call.is_value:
                return UNKNOWN
            return call.given.get(name) or defaults.get(name) or UNKNOWN

        if callee is not None and callee.is_method and not _says(call, render, function):
            continue
        texts = fill(render.texts, value)
        yield Render(call.path, call.line, call.owner, texts, "call")


def _calls(
    facts: Mapping[str, PythonFacts],
    key: tuple[str, str],
    callee: Callee,
    opened: Opener,
    holding: Callable[[str], Iterable[str]],
) -> Iterator[Call]:
    """Yield the calls of one function, by name; one of another function with this name is left out if imports tell."""
    path, qualified = key
    name = qualified.rpartition(".")[2]
    home = facts[path].module
    yield from _from_entries(facts, home, qualified, callee)
    for other in holding(name):
        source = opened(other)
        if source is None or other not in facts:
            continue
        _, places = bind(source.tree)
        values, imports = Values(places), imports_of(source.tree, source.package)
        called = {id(node.func) for node in places if isinstance(node, ast.Call)}
        decorated = dict(_decorated(places))
        for node, frame in places.items():
            func = node.func if isinstance(node, ast.Call) else node
            if id(func) in called and func is node:
                continue  # it is met as a call
            if not _means(func, name, home, imports, other == path, callee.is_method):
                continue
            if isinstance(node, ast.Call):
                given = dict(_given(node, callee, values))
                if given or not callee.is_method:
                    yield Call(other, node.lineno, frame.name or decorated.get(node, ""), name, given)
            elif isinstance(node, ast.Name | ast.Attribute) and not facts[other].entries:
                yield Call(other, node.lineno, frame.name or decorated.get(node, ""), name, {}, is_value=True)


def _decorated(places: Iterable[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    """Yield decorators with the name of what they stand at: what they are given is what that renders."""
    for node in places:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from ((each, node.name) for each in node.decorator_list)


def _from_entries(facts: Mapping[str, PythonFacts], home: str, name: str, callee: Callee) -> Iterator[Call]:
    for fact in facts.values():
        for entry in fact.entries:
            if _same(entry.view, f"{home}.{name}"):
                given = dict(entry.arguments)
                for parameter, default in callee.parameters:
                    if (
                        f"(?P<{parameter}>" in entry.pattern
                        or f":{parameter}>" in entry.pattern
                        or f"<{parameter}>" in entry.pattern
                    ):
                        given[parameter] = UNKNOWN | (default or frozenset())
                yield Call(entry.path, entry.line, "", name, given)


def _same(one: str, other: str) -> bool:
    """Whether two dotted names may mean the same: one may begin further up."""
    return bool(one) and (one == other or one.endswith(f".{other}") or other.endswith(f".{one}"))


def _means(func: ast.AST, name: str, home: str, imports: Mapping[str, str], here: bool, is_method: bool) -> bool:
    """Whether an expression may be the function: by what imports tell, of a method by its name."""
    if not isinstance(func, ast.Name | ast.Attribute):
        return False
    if is_method:
        return isinstance(func, ast.Attribute) and func.attr == name
    first, _, rest = dotted(func).partition(".")
    meant = imports.get(first, f"{home}.{first}" if here else "")
    whole = f"{meant}.{rest}" if rest else meant
    return bool(meant) and whole.rpartition(".")[2] == name and _near(whole.rpartition(".")[0], home)


def _near(module: str, home: str) -> bool:
    """Whether a module may be the one that a function stands in, or a package that hands it on."""
    return _same(module, home) or home.startswith(f"{module}.") or f".{module}." in f".{home}"


def _given(node: ast.Call, callee: Callee, values: Values) -> Iterator[tuple[str, Texts]]:
    """Yield what a call gives each parameter; of a method, which is known by its name only, just what is spelled."""
    names = [name for name, _ in callee.parameters]
    if callee.is_method and names[:1] in (["self"], ["cls"]):
        names = names[1:]
    is_own = isinstance(node.func, ast.Attribute) and dotted(node.func.value) in ("self", "cls")
    for name, each in zip(names, node.args if is_own or not callee.is_method else (), strict=False):
        if isinstance(each, ast.Starred):
            break
        yield name, values.texts(each)
    yield from ((each.arg, values.texts(each.value)) for each in node.keywords if each.arg)
    is_open = any(isinstance(each, ast.Starred) for each in node.args) or any(not each.arg for each in node.keywords)
    if is_open and not callee.is_method:
        spelled = {each.arg for each in node.keywords}
        yield from ((left, UNKNOWN) for left in names[len(node.args) :] if left not in spelled)


class _Families:
    """Classes with their ancestors and descendants, by name: an attribute may come from any of them."""

    def __init__(self, classes: Iterable[Attributes]) -> None:
        self._classes: dict[str, list[Attributes]] = {}
        self._below: dict[str, set[str]] = {}
        for each in classes:
            name = each.name.rpartition(".")[2]
            self._classes.setdefault(name, []).append(each)
            for base in each.bases:
                self._below.setdefault(base.rpartition(".")[2], set()).add(name)

    def fill(self, texts: Texts) -> Texts:
        """Fill the holes of attributes; one that no class of the family sets is unknown."""

        def value(hole: str) -> Texts | None:
            if "|" in hole:
                return None
            holder, sign, name = hole.rpartition(":")
            return self._attribute(holder.rpartition(".")[2], name) if sign else None

        return fill(texts, value)

    def _attribute(self, holder: str, name: str) -> Texts:
        found = frozenset().union(
            *(
                each.texts.get(name, frozenset())
                for member in self._family(holder)
                for each in self._classes.get(member, ())
            )
        )
        return found or UNKNOWN

    def _family(self, holder: str) -> set[str]:
        seen = {holder}
        waiting = [holder]
        while waiting:  # those above
            for each in self._classes.get(waiting.pop(), ()):
                new = {base.rpartition(".")[2] for base in each.bases} - seen
                seen |= new
                waiting += new
        waiting = [holder]
        while waiting:  # and those below
            new = self._below.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen
