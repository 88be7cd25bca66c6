"""Projects made at random, and random edits of them: modules of a few kinds of things that use one another."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType

from hypothesis import strategies as st

KINDS = ("constant", "function", "cached", "filled", "class", "lookup")
BUILTIN = "len"
"""A name that functions of the projects use, and that an edit may give a new meaning in a module."""


@dataclass(frozen=True)
class Thing:
    """Something that a module defines: it is worth `number` and what it uses, a few expressions."""

    kind: str
    name: str
    number: int
    uses: tuple[str, ...] = ()
    base: str = ""
    late: str = ""

    @property
    def value(self) -> str:
        """The expression that it is used by."""
        if self.kind == "constant":
            return self.name
        return f"{self.name}().get()" if self.kind == "class" else f"{self.name}()"

    def source(self) -> str:
        """Return the statements that define it."""
        total = " + ".join([str(self.number), f"{BUILTIN}('ab')", *self.uses])
        late = f"    import {self.late}\n" if self.late else ""
        match self.kind:
            case "constant":
                return f"{self.name} = {total}\n"
            case "shadow":
                return f"def {self.name}(text):\n    return {self.number}\n"
            case "function":
                return f"def {self.name}(extra={self.number}):\n{late}    return extra + {total}\n"
            case "cached":
                return f"@functools.cache\ndef {self.name}():\n{late}    return {total}\n"
            case "filled":
                return (
                    f"_{self.name} = None\n\n\ndef {self.name}():\n{late}    global _{self.name}\n"
                    f"    if _{self.name} is None:\n        _{self.name} = {total}\n    return _{self.name}\n"
                )
            case "lookup":
                return f"def {self.name}():\n{late}    return globals().get('extra', {self.number}) + {total}\n"
        member = f"    size = {self.number}\n\n" if self.number % 3 else ""
        body = f"    def get(self):\n        return self.size + {total}\n" if self.number % 2 or not self.base else ""
        first = f"class {self.name}({self.base or 'Root'}):\n"
        return first + (member + body or "    pass\n")


@dataclass(frozen=True)
class Module:
    """A module: how it imports each of the earlier ones ("", "module", "names", "star"), and its things, in order."""

    name: str
    imports: Mapping[str, str]
    things: tuple[Thing, ...]
    last: str = ""


@dataclass(frozen=True)
class Generated:
    """Modules, an expression for a session fixture, and tests by file: name, expression and what it is worth."""

    modules: tuple[Module, ...]
    shared: str
    tests: Mapping[str, tuple[tuple[str, str, int], ...]]

    def files(self) -> dict[str, str]:
        """Return the files of the project."""
        every = "".join(f"import {each.name}\n" for each in self.modules)
        found = {f"{each.name}.py": self._module(each) for each in self.modules}
        found["conftest.py"] = (
            f"import pytest\n{every}\n\n@pytest.fixture(scope='session')\ndef shared():\n    return {self.shared}\n"
        )
        for file, tests in self.tests.items():
            # A test uses the fixture, or one module alone, which it imports itself.
            found[f"{file}.py"] = "".join(
                f"def {name}({'shared' if expression == 'shared' else ''}):\n"
                f"{'' if expression == 'shared' else '    import ' + expression.partition('.')[0] + chr(10)}"
                f"    assert {expression} == {worth}\n\n\n"
                for name, expression, worth in tests
            )
        return found

    def _module(self, module: Module) -> str:
        lines = ["import functools"]
        for each in self.modules:
            style = module.imports.get(each.name, "")
            if style == "module":
                lines.append(f"import {each.name}")
            elif style == "star":
                lines.append(f"from {each.name} import *")
            elif style == "names" and each.things:
                lines.append(f"from {each.name} import {', '.join(thing.name for thing in each.things)}")
        root = "class Root:\n    size = 1\n\n    def get(self):\n        return self.size\n"
        return "\n".join(lines) + "\n\n" + "\n\n".join([root, *(each.source() for each in module.things), module.last])


def values_in(modules: Sequence[Module], imports: Mapping[str, str]) -> list[str]:
    """Return the expressions by which a module with these imports can use the others."""
    found: list[str] = []
    for each in modules:
        style = imports.get(each.name, "")
        if style:
            prefix = f"{each.name}." if style == "module" else ""
            found += [prefix + thing.value for thing in each.things]
    return found


@st.composite
def things(draw: st.DrawFn, name: str, around: Sequence[str], bases: Sequence[str], modules: Sequence[str]) -> Thing:
    """Return a thing that uses some of the values around it."""
    kind = draw(st.sampled_from(KINDS))
    uses = draw(st.lists(st.sampled_from(around), max_size=2)) if around else []
    base = draw(st.sampled_from(["", *bases])) if kind == "class" else ""
    number = draw(st.integers(1, 9))
    late = draw(st.sampled_from(["", *modules])) if kind not in ("class", "constant") else ""
    if late:
        uses = [*uses, f"{late}.ALWAYS"]
    return Thing(kind, name.title() if kind == "class" else name, number, tuple(uses), base, late)


@st.composite
def projects(draw: st.DrawFn) -> Generated:
    """Return a project whose tests all pass."""
    modules: list[Module] = []
    for index in range(draw(st.integers(2, 4))):
        name = f"mod{index}"
        imports = {each.name: draw(st.sampled_from(["", "module", "names", "star"])) for each in modules}
        own = [Thing("constant", "ALWAYS", index)]
        for position in range(draw(st.integers(1, 3))):
            around = [*values_in(modules, imports), *(each.value for each in own)]
            bases = [each.name for each in own if each.kind == "class"]
            earlier = [each.name for each in modules]
            own.append(draw(things(f"thing{index}{position}", around, bases, earlier)))
        modules.append(Module(name, imports, tuple(own)))
    values = values_in(modules, {each.name: "module" for each in modules})
    shared = draw(st.sampled_from(values))
    names = [f"test_{number}" for number in range(draw(st.integers(4, 8)))]
    asked = {name: draw(st.sampled_from([*values, "shared"])) for name in names}
    worth = evaluate(Generated(tuple(modules), shared, {}), {**{value: value for value in values}, "shared": shared})
    rows = [(name, expression, worth[expression]) for name, expression in asked.items()]
    return Generated(tuple(modules), shared, {"test_a": tuple(rows[::2]), "test_b": tuple(rows[1::2])})


def evaluate(project: Generated, expressions: Mapping[str, str]) -> dict[str, int]:
    """Return what expressions on a project are worth."""
    files = project.files()
    loaded = {each.name: ModuleType(each.name) for each in project.modules}
    try:
        for name, module in loaded.items():
            sys.modules[name] = module
            exec(files[f"{name}.py"], vars(module))
        return {key: eval(expression, dict(loaded)) for key, expression in expressions.items()}
    finally:
        for name in loaded:
            sys.modules.pop(name, None)


@st.composite
def edits(draw: st.DrawFn, project: Generated) -> Generated:
    """Return the project after one edit."""
    index = draw(st.integers(0, len(project.modules) - 1))
    module = project.modules[index]
    if draw(st.booleans()):
        changed = replace(module, things=draw(_edited_things(module, project)))
    else:
        changed = draw(_edited_module(module, project.modules[:index]))
    return replace(project, modules=(*project.modules[:index], changed, *project.modules[index + 1 :]))


@st.composite
def _edited_things(draw: st.DrawFn, module: Module, project: Generated) -> tuple[Thing, ...]:
    """Return the things of a module after one of them is changed, moved, removed or added."""
    rest = list(module.things)
    position = draw(st.integers(0, len(rest) - 1)) if rest else 0
    match draw(st.sampled_from(["number", "kind", "base", "swap", "remove"] if rest else ["add"])):
        case "number":
            rest[position] = replace(rest[position], number=draw(st.integers(1, 9)))
        case "kind" if rest[position].kind not in ("class", "constant", "shadow"):
            rest[position] = replace(
                rest[position], kind=draw(st.sampled_from(("function", "cached", "filled", "lookup")))
            )
        case "base" if rest[position].kind == "class":
            bases = [each.name for each in rest[:position] if each.kind == "class"]
            rest[position] = replace(rest[position], base=draw(st.sampled_from(["", *bases])))
        case "swap":
            rest.insert(draw(st.integers(0, len(rest) - 1)), rest.pop(position))
        case "remove":
            del rest[position]
        case _:
            taken = [each.name for other in project.modules for each in other.things]
            new = Thing("constant", draw(st.sampled_from(["added", "extra", *taken])), draw(st.integers(1, 9)))
            rest.insert(position, new)
    return tuple(rest)


@st.composite
def _edited_module(draw: st.DrawFn, module: Module, earlier: Sequence[Module]) -> Module:
    """Return a module that imports otherwise, shadows a builtin, ends with another statement, or reads otherwise."""
    match draw(st.sampled_from(["imports", "shadow", "patch", "all", "comment"])):
        case "imports":
            styles = {name: draw(st.sampled_from([style, "module", "star"])) for name, style in module.imports.items()}
            return replace(module, imports=styles)
        case "shadow":
            return replace(module, things=(Thing("shadow", BUILTIN, draw(st.integers(1, 9))), *module.things))
        case "patch" if earlier:
            target = draw(st.sampled_from([each.name for each in earlier]))
            return replace(module, last=f"import {target}\n{target}.ALWAYS = 7\n")
        case "all":
            names = draw(st.lists(st.sampled_from([each.name for each in module.things] or ["ALWAYS"]), unique=True))
            return replace(module, last=f"__all__ = {names!r}\n")
    return replace(module, last=draw(st.sampled_from(["", "# a comment\n", "ALWAYS = 7\n"])))
