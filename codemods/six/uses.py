"""What replaces one use of something from six."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codemods.model import Edit
from codemods.names.resolver import Reference
from codemods.six.tables import ASSERTIONS, ATTRIBUTES, BUILTINS, METHODS, NAMES, TYPES, VIEWS, moved
from codemods.sources.python import Python

GROUP = "six"
_PRIMARY = (ast.Name, ast.Attribute, ast.Call, ast.Subscript, ast.Dict, ast.List, ast.Set, ast.ListComp, ast.DictComp)
_VERSIONS = frozenset({"PY2", "PY3", "PY34"})
_CONSUMERS = frozenset("list tuple set frozenset dict sorted enumerate zip any all sum max min map filter".split())


class Undecided(Exception):
    """A use that is left alone, with the reason."""


@dataclass(frozen=True, slots=True)
class Use:
    """One use: the reference, what it means in six, and the call that it is the function of, if it is."""

    reference: Reference
    name: str
    call: ast.Call | None


class Uses:
    """Replaces uses in one source; `needed` are the import statements that this takes."""

    def __init__(self, source: Python) -> None:
        self._source = source
        self.needed: set[str] = set()

    def replace(self, use: Use) -> Iterator[Edit]:
        """Yield the edits.

        :raises Undecided: if there is no replacement that does the same.
        """
        name, reference = use.name, use.reference
        found = moved(name)
        if found is not None:
            yield self._name(reference, ".".join(filter(None, found)))
        elif name in NAMES:
            yield self._name(reference, NAMES[name])
        elif name in TYPES:
            yield self._type(reference, TYPES[name])
        elif name in _VERSIONS:
            raise Undecided("which branch goes is for a person to say")
        elif use.call is None:
            raise Undecided("it is not called here")
        else:
            yield self._call(name, use.call)

    def _name(self, reference: Reference, text: str) -> Edit:
        root = text.partition(".")[0]
        scope = reference.scope.lookup(root)
        if text in BUILTINS:
            if scope is not None and reference.root.id != text:
                raise Undecided(f"{text} means something else here")
        else:
            module = text.rpartition(".")[0] or text
            if scope is not None and (
                root in scope.others or any(each.meaning != root for each in scope.imports[root])
            ):
                raise Undecided(f"{root} means something else here")
            self.needed.add(f"import {module}")
        return self._source.replace(reference.node, text, GROUP)

    def _type(self, reference: Reference, text: str) -> Edit:
        if reference.scope.lookup(text) is not None:
            raise Undecided(f"{text} means something else here")
        around = self._source.parents.get(reference.node)
        if isinstance(around, ast.Tuple):
            around = self._source.parents.get(around)
        is_checked = isinstance(around, ast.Call) and getattr(around.func, "id", "") in ("isinstance", "issubclass")
        return self._source.replace(reference.node, text if is_checked else f"({text},)", GROUP)

    def _call(self, name: str, call: ast.Call) -> Edit:
        if call.keywords or any(isinstance(each, ast.Starred) for each in call.args):
            raise Undecided("it is called with named or starred arguments")
        makers: dict[str, Callable[[ast.Call], str]] = {
            **dict.fromkeys(METHODS, lambda call: self._method(call, METHODS[name], name in VIEWS)),
            **dict.fromkeys(ATTRIBUTES, lambda call: f"{self._primary(call)}.{ATTRIBUTES[name]}"),
            **dict.fromkeys(ASSERTIONS, lambda call: self._assertion(call, name)),
            "u": lambda call: self._literal(call, ""),
            "b": lambda call: self._literal(call, "b"),
            "iterbytes": lambda call: f"iter({self._source.segment(self._only(call))})",
            "raise_from": self._raise_from,
        }
        maker = makers.get(name)
        if maker is None:
            raise Undecided("what it does in Python 3 is no single expression")
        text = maker(call)
        if self._source.segment(call).count("#") > text.count("#"):
            raise Undecided("there is a comment in the call")
        return self._source.replace(call, text, GROUP)

    def _only(self, call: ast.Call) -> ast.expr:
        if len(call.args) != 1:
            raise Undecided(f"it is called with {len(call.args)} arguments")
        return call.args[0]

    def _primary(self, call: ast.Call) -> str:
        argument = self._only(call)
        text = self._source.segment(argument)
        return text if isinstance(argument, _PRIMARY) else f"({text})"

    def _method(self, call: ast.Call, method: str, is_view: bool) -> str:
        text = f"{self._primary(call)}.{method}()"
        return text if is_view or self._is_consumed(call) else f"iter({text})"

    def _is_consumed(self, call: ast.Call) -> bool:
        """Whether what is made is gone through at once, so that nobody can ask it for its next item."""
        around = self._source.parents.get(call)
        if isinstance(around, ast.For | ast.AsyncFor | ast.comprehension):
            return around.iter is call
        if isinstance(around, ast.Call) and call in around.args:
            name = getattr(around.func, "id", getattr(around.func, "attr", ""))
            return name in _CONSUMERS or name in ("join", "update", "extend")
        return False

    def _assertion(self, call: ast.Call, name: str) -> str:
        if len(call.args) < 2:
            raise Undecided("it is called without a test case")
        case, *rest = map(self._source.segment, call.args)
        return f"{case}.{name}({', '.join(rest)})"

    def _literal(self, call: ast.Call, prefix: str) -> str:
        argument = self._only(call)
        text = self._source.segment(argument)
        if not isinstance(argument, ast.Constant) or not isinstance(argument.value, str):
            raise Undecided("what it is given is not written here")
        if text[0] not in "\"'" or "\n" in text or (prefix and not argument.value.isascii()) or "\\" in text:
            raise Undecided("what it is given is not a plain literal")
        return prefix + text

    def _raise_from(self, call: ast.Call) -> str:
        if not isinstance(self._source.parents.get(call), ast.Expr) or len(call.args) != 2:
            raise Undecided("it is no statement of its own")
        return "raise {} from {}".format(*map(self._source.segment, call.args))
