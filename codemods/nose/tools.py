"""What nose gives to tests: assertions, `assert_raises`, `@attr`, `SkipTest`."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.dotted import is_inside, last_part
from codemods.names.importing import NotRemovable, without
from codemods.names.resolver import Reference
from codemods.names.scopes import Import
from codemods.nose.assertions import ASSERTIONS, NoCounterpart, assertion
from codemods.sources.python import Python

_GROUP = "nose"
_RAISES = frozenset({"assert_raises"})
_RAISES_MATCHING = frozenset({"assert_raises_regexp", "assert_raises_regex"})
_SKIP = frozenset({"nose.SkipTest", "nose.plugins.skip.SkipTest", "nose.plugins.SkipTest"})
_ATTR = "nose.plugins.attrib.attr"


def convert_nose(source: Python) -> tuple[list[Edit], list[Left]]:
    """Return the edits of what is imported from nose, and those that were left alone."""
    imports = [each for each in source.names.imports if each.target and is_inside(each.target, "nose")]
    if not imports:
        return [], []
    work = _Work(source)
    for reference in source.names.references:
        if any(each in imports for each in source.names.sources(reference)[0]):
            work.convert(reference)
    return work.finish(imports)


class _Work:
    """The edits of one source; `kept` are the imports that something still needs."""

    def __init__(self, source: Python) -> None:
        self._source = source
        self._edits: list[Edit] = []
        self._left: list[Left] = []
        self._kept: set[Import] = set()
        self._needed: set[str] = set()

    def convert(self, reference: Reference) -> None:
        """Convert one use, or note why it stays."""
        meaning = self._source.names.meaning(reference.node)
        try:
            if meaning is None:
                raise NoCounterpart(f"{reference.root.id} may mean something else, too")
            self._edits += list(self._convert(reference, meaning))
        except NoCounterpart as reason:
            self._left.append(Left(reference.root.lineno, f"{'.'.join(reference.parts)} stays: {reason}"))
            self._kept.update(self._source.names.sources(reference)[0])

    def _convert(self, reference: Reference, meaning: str) -> Iterator[Edit]:
        name = last_part(meaning)
        call = self._source.parents.get(reference.node)
        called = call if isinstance(call, ast.Call) and call.func is reference.node else None
        if meaning == _ATTR:
            yield self._mark(reference, called)
        elif meaning in _SKIP:
            self._needed.add("import unittest")
            yield self._source.replace(reference.node, "unittest.SkipTest", _GROUP)
        elif not is_inside(meaning, "nose.tools"):
            raise NoCounterpart("there is no counterpart in pytest that does the same")
        elif name in _RAISES and called is not None:
            self._needed.add("import pytest")
            yield self._source.replace(reference.node, "pytest.raises", _GROUP)
        elif name in _RAISES_MATCHING and called is not None:
            yield from self._raises_matching(reference, called)
        else:
            if name not in ASSERTIONS:
                raise NoCounterpart("there is no counterpart in pytest that does the same")
            statement = self._source.parents.get(called) if called is not None else None
            if called is None or not isinstance(statement, ast.Expr):
                raise NoCounterpart("it is no statement of its own")
            yield self._source.replace(called, assertion(self._source, called, name), _GROUP)

    def _raises_matching(self, reference: Reference, call: ast.Call) -> Iterator[Edit]:
        if not isinstance(self._source.parents.get(call), ast.withitem) or len(call.args) != 2 or call.keywords:
            raise NoCounterpart("pytest.raises takes an expression to match only as a context")
        self._needed.add("import pytest")
        yield self._source.replace(reference.node, "pytest.raises", _GROUP)
        start, _ = self._source.span(call.args[1])
        yield Edit(start, start, "match=", _GROUP)

    def _mark(self, reference: Reference, call: ast.Call | None) -> Edit:
        around = self._source.parents.get(call) if call is not None else None
        if call is None or call not in getattr(around, "decorator_list", ()):
            raise NoCounterpart("it is no decorator")
        marks = [*map(self._positional, call.args), *map(self._named, call.keywords)]
        if not marks:
            raise NoCounterpart("it names no attribute")
        self._needed.add("import pytest")
        start, _ = self._source.span(call)
        line = self._source.places.line_start(start)
        indent = self._source.text[line : start - 1]
        joint = f"{self._source.newline}{indent}@"
        return self._source.replace(call, joint.join(f"pytest.mark.{mark}" for mark in marks), _GROUP)

    def _positional(self, argument: ast.expr) -> str:
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and argument.value.isidentifier():
            return argument.value
        raise NoCounterpart("the name of an attribute is made at run time")

    def _named(self, keyword: ast.keyword) -> str:
        if keyword.arg is None:
            raise NoCounterpart("the name of an attribute is made at run time")
        if isinstance(keyword.value, ast.Constant) and keyword.value.value is True:
            return keyword.arg
        return f"{keyword.arg}({self._source.segment(keyword.value)})"

    def finish(self, imports: list[Import]) -> tuple[list[Edit], list[Left]]:
        """Return everything, imports among it; where these can't be changed, nothing of it."""
        going = [each for each in imports if each not in self._kept and self._is_known(each)]
        if not self._edits and not going:
            return [], self._left
        try:
            edits = without(self._source, going, _GROUP, sorted(self._needed))
        except NotRemovable as fault:
            return [], [*self._left, Left(imports[0].statement.lineno, f"the import stays: {fault}")]
        return [*self._edits, *edits], self._left

    def _is_known(self, imported: Import) -> bool:
        """Whether an import may go: what is imported for nothing may be looked for by another module."""
        return any(True for _ in self._source.names.uses(imported))
