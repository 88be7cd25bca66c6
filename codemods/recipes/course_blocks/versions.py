"""Parting the version of a transformer: the one that `collect` writes, and the oldest that `transform` can read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from codemods.model import Edit, Left
from codemods.names.dotted import chain
from codemods.recipes.course_blocks.transformers import Function, transformers_in
from codemods.sources.python import Python

OLD, WRITE, READ = "VERSION", "WRITE_VERSION", "READ_VERSION"
_GROUP = "transformer-versions"
_CLASS = re.compile(r"\w*Transformer\d*")
_INSTANCE = re.compile(r"(?:\w*_)?transformer\d*|" + _CLASS.pattern)
_STRUCTURES = re.compile(r"block_?structure|block_?cache", re.IGNORECASE)
_WRITERS = re.compile(r"(?:^|_)(?:collect|collected|add|set|store|save|write)(?:_|$)")
_ASKERS = frozenset({"getattr", "setattr", "hasattr", "delattr", "object"})


def part_versions(source: Python) -> tuple[list[Edit], list[Left]]:
    """Return the edits that part the versions of a source, and the places that are left to a person."""
    if not _STRUCTURES.search(source.text):
        return [], []
    work = _Work(source)
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and node.attr == OLD:
            work.attribute(node)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            work.string(node)
        elif isinstance(node, ast.ClassDef) and work.is_class(node):
            work.declaration(node)
    return work.edits, work.left


class _Work:
    def __init__(self, source: Python) -> None:
        self._source = source
        self._classes = {each.name: each.node for each in transformers_in(source)}
        self.edits: list[Edit] = []
        self.left: list[Left] = []

    def is_class(self, node: ast.ClassDef) -> bool:
        """Whether a class is a transformer, or has a base from elsewhere that is called one."""
        bases = (found[1][-1] for found in map(chain, node.bases) if found is not None)
        return node in self._classes.values() or any(_CLASS.fullmatch(base) for base in bases)

    def _leave(self, node: ast.expr | ast.stmt, reason: str) -> None:
        self.left.append(Left(node.lineno, reason))

    def declaration(self, node: ast.ClassDef) -> None:
        """Part the version that stands in the body of a class."""
        targets = {each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
        for statement in node.body:
            bound = _bound(statement)
            if OLD not in bound:
                continue
            if bound != [OLD] or isinstance(statement, ast.AugAssign):
                self._leave(statement, f"{node.name}.{OLD} is given its value in another way than `{OLD} = ...`")
            elif targets & {WRITE, READ}:
                self._leave(statement, f"{node.name} has {WRITE} or {READ} already, and {OLD}, too")
            else:
                self._twice(statement, _target(statement))
        for each in ast.walk(node):
            if isinstance(each, ast.Name) and each.id == OLD and isinstance(each.ctx, ast.Load):
                self._leave(each, f"{OLD} is read by its bare name in the body of {node.name}")

    def _twice(self, statement: ast.stmt, target: ast.expr, replaced: str = OLD) -> None:
        """Say a statement twice, once for each version; the second time on a line of its own, where it can."""
        source = self._source
        start, end = source.span(statement)
        at, stop = source.span(target)
        name = stop - len(replaced)
        text = source.text
        value = getattr(statement, "value", None)
        plain = value is None or isinstance(value, ast.Constant | ast.UnaryOp)
        again = text[start:name] + READ + text[stop:end]
        if not plain and isinstance(statement, ast.Assign | ast.AnnAssign):
            again = f"{text[start:name]}{READ} = {text[at:name]}{WRITE}"
        self.edits.append(Edit(name, stop, WRITE, _GROUP))
        line_start, line_end = source.places.line_start(start), source.places.line_end(end - 1)
        indent = text[line_start:start]
        rest = text[end:line_end].strip()
        if indent.strip() or (rest and not rest.startswith("#")):
            self.edits.append(Edit(end, end, f"; {again}", _GROUP))
            return
        tail = len(text[end:line_end].rstrip("\r\n"))
        self.edits.append(Edit(end + tail, end + tail, f"{source.newline}{indent}{again}", _GROUP))

    def attribute(self, node: ast.Attribute) -> None:
        """Give a reader of the version the one that it is after."""
        found = chain(node)
        if found is None or not self._is_transformer(node, found[1][:-1]):
            return
        around = self._source.parents.get(node)
        if isinstance(node.ctx, ast.Store):
            if isinstance(around, ast.AugAssign) or (isinstance(around, ast.Assign) and around.targets == [node]):
                self._twice(around, node)
            else:
                self._leave(node, f"{'.'.join(found[1])} is given its value in a way that can't be said twice")
            return
        if not isinstance(node.ctx, ast.Load):
            self._leave(node, f"{'.'.join(found[1])} is deleted here")
            return
        self._read(node, around)

    def _read(self, node: ast.Attribute, around: ast.AST | None) -> None:
        start, end = self._source.span(node)
        if isinstance(around, ast.Compare) and _is_zero_check(around, node):
            owner = self._source.text[start : end - len(OLD)]
            text = f"0 in ({owner}{WRITE}, {owner}{READ})"
            outer = self._source.parents.get(around)
            bare = isinstance(outer, ast.If | ast.IfExp | ast.While | ast.Assert | ast.BoolOp | ast.Return)
            self.edits.append(self._source.replace(around, text if bare else f"({text})", _GROUP))
            return
        version = WRITE if self._writes(node) else READ
        self.edits.append(Edit(end - len(OLD), end, version, _GROUP))
        equal = isinstance(around, ast.Compare) and isinstance(around.ops[0], ast.Eq | ast.NotEq)
        if equal and version == READ:
            self._leave(
                node, f"the stored version may be above {READ} from now on: should this ask whether {READ} is greater?"
            )

    def _is_transformer(self, node: ast.Attribute, owner: tuple[str, ...]) -> bool:
        if owner in (("self",), ("cls",)):
            classes = (each for each in self._source.ancestors(node) if isinstance(each, ast.ClassDef))
            around = next(classes, None)
            return around is not None and self.is_class(around)
        return owner[-1] in self._classes or _INSTANCE.fullmatch(owner[-1]) is not None

    def _writes(self, node: ast.Attribute) -> bool:
        """Whether what reads the version hands it on to be stored, or asserts that it was."""
        for around in self._source.ancestors(node):
            if isinstance(around, ast.Assert):
                return True
            if isinstance(around, ast.Compare):
                return isinstance(self._source.parents.get(around), ast.Assert)
            if isinstance(around, ast.Call):
                called = getattr(around.func, "attr", getattr(around.func, "id", ""))
                if called.startswith("assert") or _WRITERS.search(called):
                    return called not in ("add", "set")
            if isinstance(around, Function):
                return _WRITERS.search(around.name) is not None and not around.name.startswith("is_")
        return False

    def string(self, node: ast.Constant) -> None:
        """List the strings that name the attribute."""
        around = self._source.parents.get(node)
        if not isinstance(around, ast.Call):
            return
        called = getattr(around.func, "attr", getattr(around.func, "id", ""))
        if node.value == OLD and called in _ASKERS and len(around.args) > 1 and node is around.args[1]:
            found = chain(around.args[0])
            if found is not None and (found[1][-1] in self._classes or _INSTANCE.fullmatch(found[1][-1])):
                self._leave(node, f"{called}() asks for {OLD} by a string: which of the two is meant is for a person")
        elif isinstance(node.value, str) and node.value.endswith(f"Transformer.{OLD}"):
            self._leave(node, f"a string names {node.value}: which of the two is meant is for a person")


def _bound(statement: ast.stmt) -> list[str]:
    return [each.id for target in _targets(statement) for each in ast.walk(target) if isinstance(each, ast.Name)]


def _targets(statement: ast.stmt) -> Iterator[ast.expr]:
    if isinstance(statement, ast.Assign):
        yield from statement.targets
    elif isinstance(statement, ast.AnnAssign | ast.AugAssign):
        yield statement.target


def _target(statement: ast.stmt) -> ast.expr:
    return next(_targets(statement))


def _is_zero_check(compare: ast.Compare, node: ast.Attribute) -> bool:
    match compare:
        case ast.Compare(left=left, ops=[ast.Eq()], comparators=[ast.Constant(value=0)]):
            return left is node
    return False
