"""Which imported things a source uses as values: a module that nobody uses so can't be searched for its names.

`module.name` spells the name; to find one unspelled, somebody must hold the module itself, and to hold it must have
handed it on: as an argument, into a variable, out of a function. What is handed on may be a function or a class as
well: no source tells by itself which of its imports are modules.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Sequence, Set

Used = str | tuple[str, str]
"""A bare name, or the name that a chain of attributes begins with and its last attribute."""
ITSELF = "."
"""Among what is handed: the module's own namespace, and all that it imports (`globals()`, `eval`)."""
SOMEWHERE = "?:"
"""Before the last part of what is handed where no import of this source tells where it comes from."""
_NAMESPACES = frozenset("globals locals eval exec".split())
_NAMESPACES_BARE = frozenset("vars dir".split())
_BY_NAME = frozenset("object setattr delattr getattr hasattr".split())
"""`patch.object(module, "name")` and their like take the module and a name that is spelled."""

SPACES = frozenset("__dict__ f_globals f_locals __globals__ __builtins__".split())
"""Attributes that are a namespace: whoever reads one, and takes out of it no name that is spelled, uses what has it."""
_TAKING = frozenset("get pop setdefault".split())


def spells_the_name(node: ast.Call) -> bool:
    """Whether a call takes an object and the name, written out, of what it wants of it."""
    match node:
        case ast.Call(func=ast.Name(id=function) | ast.Attribute(attr=function), args=[_, ast.Constant(str()), *_]):
            return function in _BY_NAME
    return False


def opens_a_namespace(name: str, arguments: Sequence[ast.expr]) -> bool:
    """Whether a call of this name gives all names of where it stands."""
    return name in _NAMESPACES or (name in _NAMESPACES_BARE and not arguments)


def namespace_of(node: ast.Call | ast.Subscript) -> ast.Attribute | None:
    """Return the namespace (`x.__dict__`) out of which an expression takes a name that is spelled; None for others."""
    match node:
        case ast.Subscript(value=ast.Attribute(attr=name) as space, slice=ast.Constant(str())):
            return space if name in SPACES else None
        case ast.Call(
            func=ast.Attribute(value=ast.Attribute(attr=name) as space, attr=how), args=[ast.Constant(str()), *_]
        ):
            return space if name in SPACES and how in _TAKING else None
    return None


def reloaded_by(node: ast.expr) -> ast.expr | None:
    """Return what a statement `reload(module)` is given: it executes the module again, and looks at nothing in it."""
    match node:
        case ast.Call(func=ast.Name(id="reload") | ast.Attribute(attr="reload"), args=[module], keywords=[]):
            return module
    return None


def searched_by(node: ast.Compare) -> ast.Attribute | None:
    """Return the `sys.modules` of which `name in sys.modules` takes no module."""
    match node:
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[ast.Attribute(attr="modules") as modules]):
            return modules
    return None


def not_among(handed: set[Used], local: Set[str]) -> set[Used]:
    """Return what is used as a value without these variables."""
    return {each for each in handed if (each[0] if isinstance(each, tuple) else each) not in local}


class Handing:
    """Gathers, in the course of one walk, under which names things are imported.

    `opened` tells whether all names of a namespace are given to somebody.
    """

    __slots__ = ("_imported", "opened")

    def __init__(self) -> None:
        self.opened = False
        self._imported: defaultdict[str, set[str]] = defaultdict(set)

    def bind(self, name: str, form: str) -> None:
        """Take in that an import binds a name; the form is that of `Block.imports`."""
        self._imported[name].add(form)

    def handed(self, names: Set[Used]) -> tuple[str, ...]:
        """Return what is imported of these names, in the forms of imports or SOMEWHERE before a name; and ITSELF.

        The names are those of `Gathered.handed`.
        """
        found: set[str] = set()
        unknown = "*" in self._imported
        for each in names:
            if isinstance(each, tuple):
                if unknown or each[0] in self._imported:
                    found.add(SOMEWHERE + each[1])
            elif each in self._imported:
                found |= self._imported[each]
            elif unknown:
                found.add(SOMEWHERE + each)
        if self.opened or not (_NAMESPACES | _NAMESPACES_BARE).isdisjoint(names):
            found = found.union({ITSELF}, *self._imported.values())
        return tuple(sorted(found))


def bound_name(module: str, alias: str | None) -> tuple[str, str]:
    """Return the name that `import module as alias` binds, and the module that it then stands for."""
    return (alias, module) if alias else (module.partition(".")[0],) * 2


def last_part(form: str) -> str:
    """Return the last part of what an import form names."""
    return form.rpartition(":")[2].rpartition(".")[2]
